import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inProcess, Model } from "@charmkit/testing"
import { LBProvider } from "loadbalancer-interface"
import { afterAll, describe, expect, test } from "vitest"
import { LbConsumerCharm } from "../../../examples/lb-consumer/src/charm.ts"
import { LbConsumerDeclaredCharm } from "../../../examples/lb-consumer-declared/src/charm.ts"
import { charm as reactiveConsumer } from "../../../examples/lb-consumer-reactive/src/charm.ts"
import { LbProviderCharm } from "../../../examples/lb-provider/src/charm.ts"
import { LbProviderDeclaredCharm } from "../../../examples/lb-provider-declared/src/charm.ts"
import { charm as reactiveProvider } from "../../../examples/lb-provider-reactive/src/charm.ts"
import { defineCharm, requires } from "../src/index.ts"

const project = (name: string) => new URL(`../../../examples/${name}/`, import.meta.url)

describe("R7: the state of the interface", () => {
  test("is the same for all styles: after a change of style no request or response is sent again", async () => {
    const consumers = {
      operator: inProcess(LbConsumerCharm, { project: project("lb-consumer") }),
      declared: inProcess(LbConsumerDeclaredCharm, { project: project("lb-consumer") }),
      reactive: inProcess(reactiveConsumer.CharmClass, { project: project("lb-consumer") }),
    }
    const providers = {
      operator: inProcess(LbProviderCharm, { project: project("lb-provider") }),
      declared: inProcess(LbProviderDeclaredCharm, { project: project("lb-provider") }),
      reactive: inProcess(reactiveProvider.CharmClass, { project: project("lb-provider") }),
    }
    await using model = await Model.start()
    await model.deploy(consumers.operator)
    await model.deploy(providers.operator, { config: { address: "192.0.2.7" } })
    model.integrate("lb-consumer", "lb-provider")
    await model.settle()
    const writes: string[] = []
    model.listen((event) => {
      if (event.type === "databag-changed")
        writes.push(...event.changes.map(({ key }) => `${event.owner} ${key}`))
    })
    for (const style of ["reactive", "declared", "operator"] as const) {
      await model.refresh("lb-consumer", consumers[style])
      await model.refresh("lb-provider", providers[style])
      await model.settle()
    }
    // The declarative form marks the request as its own, because it withdraws requests that are not declared any more.
    expect(writes).toEqual(["lb-consumer declared_web"])
    const status = model.status().applications["lb-consumer"]?.units["lb-consumer/0"]?.["workload-status"]
    expect(status?.message).toBe("reachable at 192.0.2.7")
  })

  test("is stored under the name that the charm sets", async () => {
    const endpoints = { "lb-provider": requires("loadbalancer", LBProvider) }
    const charm = defineCharm({ handleKind: "LbConsumerCharm", endpoints })
    const paths: string[] = []
    charm.atStart(({ endpointFromName }) => void paths.push(endpointFromName("lb-provider").handle.path))
    await using model = await Model.start()
    await model.deploy(inProcess(charm.CharmClass, { project: project("lb-consumer") }))
    await model.settle()
    expect(paths[0]).toBe("LbConsumerCharm/LBProvider[lb-provider]")
  })
})

describe("a second provider", () => {
  // The example without its `limit: 1`, which would prevent a second relation.
  const folder = mkdtempSync(join(tmpdir(), "project-"))
  afterAll(() => rmSync(folder, { recursive: true }))

  test("takes over when the first is removed, and receives the request", async () => {
    const example = readFileSync(new URL("charmcraft.yaml", project("lb-consumer-reactive")), "utf8")
    writeFileSync(join(folder, "charmcraft.yaml"), example.replace("limit: 1", ""))
    await using model = await Model.start()
    await model.deploy(inProcess(reactiveConsumer.CharmClass, { project: folder }), { name: "web" })
    const provider = inProcess(LbProviderCharm, { project: project("lb-provider") })
    const message = () => model.status().applications.web?.units["web/0"]?.["workload-status"].message
    for (const [name, address] of Object.entries({ one: "192.0.2.1", two: "192.0.2.2" })) {
      await model.deploy(provider, { name, config: { address } })
      model.integrate("web", name)
      await model.settle()
      expect(message()).toBe("reachable at 192.0.2.1")
    }
    model.removeRelation("web", "one")
    await model.settle()
    expect(message()).toBe("reachable at 192.0.2.2")
  })
})
