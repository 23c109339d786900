import { inProcess } from "@charmkit/testing"
import { test } from "vitest"
import { Cloud } from "./cloud.ts"
import { plainProviders, type Stage } from "./plain-providers.ts"
import { runSchedule } from "./run-schedule.ts"
const stage: Stage = { cloud: new Cloud() }
const project = { project: new URL("../../../../examples/lb-provider/", import.meta.url) }
test("dbg", async () => {
  const s = JSON.parse(process.env.S ?? "")
  const o = await runSchedule(s, inProcess(plainProviders(stage).classic, project), stage)
  console.log(JSON.stringify(o,undefined,1), (globalThis as any).ENDED.map((e: any)=>`${e.unit} ${e.hook} ${e.outcome} ${e.reason??""}`).join("\n"))
})
