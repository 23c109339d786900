import type { CharmBase } from "@charmkit/ops"
import { inProcess, Model } from "@charmkit/testing"
import { HealthReports, LBConsumers, LBProviderWithHealth } from "loadbalancer-interface"
import { afterEach, expect, test, vi } from "vitest"
import { defineCharm, provides, requires } from "../src/index.ts"

const project = (name: string) => new URL(`../../../examples/${name}/`, import.meta.url)
afterEach(() => void vi.useRealTimers())

test("health.changed is set in the hooks in which the states of backends have changed", async () => {
  class Reporting extends LBConsumers {
    readonly health: HealthReports
    constructor(charm: CharmBase, endpoint: string) {
      super(charm, endpoint, { capabilities: { health: true } })
      this.health = new HealthReports(charm, endpoint)
    }
  }
  let state: "up" | "down" = "up"
  const provider = defineCharm({ endpoints: { "lb-consumers": provides("loadbalancer", Reporting) } })
  provider.whenNot("never").do(({ endpointFromName }) => {
    const lb = endpointFromName("lb-consumers")
    for (const request of lb.newRequests) {
      request.response.address = "192.0.2.1"
      lb.sendResponse(request)
    }
    for (const request of lb.allRequests) lb.health.report(request, [{ address: "10.0.0.1", state }])
  })
  const seen: string[] = []
  const consumer = defineCharm({
    endpoints: { "lb-provider": requires("loadbalancer", LBProviderWithHealth, { tlsKeys: "plain" }) },
  })
  consumer.when("endpoint.lb-provider.available").do(({ endpointFromName }) => {
    const lb = endpointFromName("lb-provider")
    const request = lb.getRequest("web")
    request.protocol = "http"
    request.portMapping = { 80: 8080 }
    lb.sendRequest(request)
  })
  consumer.when("endpoint.lb-provider.health.changed").do(({ endpointFromName, name }) => {
    const [backend] = endpointFromName("lb-provider").health.of("web")?.backends ?? []
    seen.push(`${name} ${backend?.state ?? "none"}`)
  })
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() })
  await using model = await Model.start()
  await model.deploy(inProcess(consumer.CharmClass, { project: project("lb-consumer") }))
  await model.deploy(inProcess(provider.CharmClass, { project: project("lb-provider") }))
  model.integrate("lb-consumer", "lb-provider")
  await model.settle()
  model.updateStatus()
  await model.settle()
  state = "down"
  vi.setSystemTime(Date.now() + 60_000)
  model.updateStatus()
  await model.settle()
  model.removeRelation("lb-consumer", "lb-provider")
  await model.settle()
  const changed = "lb-provider-relation-changed"
  expect(seen).toEqual([`${changed} up`, `${changed} down`, "lb-provider-relation-broken none"])
})
