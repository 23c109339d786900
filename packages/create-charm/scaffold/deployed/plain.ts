import { test } from "@charmkit/testing/vitest"
import { expect } from "vitest"

test("is deployed and shows its greeting", async ({ opsTest }) => {
  await opsTest.model.deploy(await opsTest.buildCharm("."))

  const { applications } = await opsTest.model.waitForIdle({ status: "active" })
  expect(applications["my-charm"]?.status.message).toBe("hello")
})
