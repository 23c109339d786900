import { writeFileSync } from "node:fs"
import { inProcess, Model } from "@charmkit/testing"
import { LbConsumerCharm } from "./consumer/src/charm.js"

// Two charms from their archives, as processes of their own, and one in this process.
await using model = await Model.start()
const [consumer = "", provider = ""] = process.argv.slice(2)
await model.deploy(provider)
await model.deploy(consumer, { units: 2 })
await model.deploy(inProcess(LbConsumerCharm, { project: "consumer" }), { name: "mine" })
model.integrate("lb-consumer", "lb-provider")
model.integrate("mine", "lb-provider")
await model.settle()
writeFileSync("show-unit.json", JSON.stringify({ "lb-provider/0": model.showUnit("lb-provider/0") }))
for (const [name, { "application-status": status }] of Object.entries(model.status().applications)) {
  console.log(`${name}: ${status.current}`)
}
