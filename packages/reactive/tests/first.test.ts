import { inProcess, Model } from "@charmkit/testing"
import { LBConsumers, LBProvider } from "loadbalancer-interface"
import { expect, test } from "vitest"
import { defineCharm, provides, requires } from "../src/index.ts"

test("a first charm", async () => {
  const consumer = defineCharm({
    flags: ["sent"],
    endpoints: { "lb-provider": requires("loadbalancer", LBProvider) },
    trace: true,
  })
  consumer
    .when("endpoint.lb-provider.joined")
    .whenNot("sent")
    .do(async function request({ flags, endpointFromName }) {
      const lb = endpointFromName("lb-provider")
      if (!lb.canRequest) return
      const r = lb.getRequest("web")
      r.portMapping = { 80: 8080 }
      r.protocol = "http"
      lb.sendRequest(r)
      flags.set("sent")
    })
  consumer.when("sent").do(({ endpointFromName, status }) => {
    const r = endpointFromName("lb-provider").getResponse("web")
    status.active(r?.address ?? "none")
  })
  const provider = defineCharm({ endpoints: { "lb-consumers": provides("loadbalancer", LBConsumers) } })
  provider.when("endpoint.lb-consumers.joined").do(({ endpointFromName }) => {
    const lb = endpointFromName("lb-consumers")
    for (const request of lb.newRequests) {
      request.response.address = "1.2.3.4"
      lb.sendResponse(request)
    }
  })
  await using model = await Model.start()
  const project = (name: string) => new URL(`../../../examples/${name}/`, import.meta.url)
  await model.deploy(inProcess(consumer.CharmClass, { project: project("lb-consumer") }))
  await model.deploy(inProcess(provider.CharmClass, { project: project("lb-provider") }))
  model.integrate("lb-consumer", "lb-provider")
  await model.settle()
  expect(
    model.status().applications["lb-consumer"]?.units["lb-consumer/0"]?.["workload-status"],
  ).toMatchObject({ message: "1.2.3.4" })
})
