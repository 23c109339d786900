import { test } from "loadbalancer-interface/testing/vitest"
import { expect } from "vitest"

test("build and deploy", async ({ opsTest, lbCharms }) => {
  const myCharm = await opsTest.buildCharm(".")
  const lbProvider = await opsTest.buildCharm(lbCharms.lbProvider)
  await opsTest.model.deploy(myCharm)
  await opsTest.model.deploy(lbProvider)
  await opsTest.model.addRelation("my-charm", "lb-provider")

  const { applications } = await opsTest.model.waitForIdle({ status: "active" })
  expect(applications["my-charm"]?.status.message).toMatch(/^reachable at /)
})
