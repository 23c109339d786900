import { test } from "loadbalancer-interface/testing/vitest"
import { expect } from "vitest"

test("behind a load balancer", async ({ opsTest, lbCharms }) => {
  const { model } = opsTest
  await model.deploy(await opsTest.buildCharm("."))
  await model.deploy(await opsTest.buildCharm(lbCharms.lbProvider))
  await model.integrate("my-charm:lb-provider", "lb-provider")

  const { applications } = await model.waitForIdle({ status: "active" })
  expect(applications["my-charm"]?.status.message).toMatch(/^reachable at /)
})
