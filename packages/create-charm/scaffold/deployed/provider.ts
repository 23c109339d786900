import { test } from "loadbalancer-interface/testing/vitest"
import { expect } from "vitest"

test("serves a charm that requests a load balancer", async ({ opsTest, lbCharms }) => {
  const { model } = opsTest
  await model.deploy(await opsTest.buildCharm("."))
  await model.deploy(await opsTest.buildCharm(lbCharms.lbConsumer))
  await model.integrate("my-charm", "lb-consumer")

  const { applications } = await model.waitForIdle({ status: "active" })
  expect(applications["lb-consumer"]?.status.message).toMatch(/^reachable at /)
})
