// The two example charms, packed, through the command line, on each Juju that minijuju emulates.
import { OpsTest } from "@charmkit/testing/juju"
import { expect, test } from "vitest"
import { builtMinijuju } from "../suite/minijuju.ts"
import { packed } from "../suite/packed.ts"

test.each([
  { juju: "3.6", owner: "lb-consumer/0" },
  // Juju 4.0 shows a unit the databag of its own application.
  { juju: "4.0", owner: "lb-provider/0" },
] as const)("requirer and provider agree, disagree and part on Juju $juju", async ({ juju, owner }) => {
  const charm = (name: string) => packed(new URL(`../examples/${name}/`, import.meta.url))
  const { program } = await builtMinijuju()
  await using opsTest = await OpsTest.start({ juju, env: { ...process.env, JUJU: program } })
  const { model } = opsTest
  const statusOf = async (application: string) => (await model.status()).applications[application]?.status
  await model.deploy(await charm("lb-provider"), { config: { address: "192.0.2.7" } })
  const web = await model.deploy(await charm("lb-consumer"), { numUnits: 2 })
  await model.addRelation("lb-consumer", "lb-provider")
  await model.waitForIdle({ status: "active" })
  expect(await statusOf("lb-consumer")).toEqual({ current: "active", message: "reachable at 192.0.2.7" })
  const [relation] = (await model.unit(owner).info()).relations
  expect(relation?.applicationData.response_web).toContain("192.0.2.7")

  await web.setConfig({ public: false })
  await model.waitForIdle({ apps: ["lb-consumer"], status: "blocked" })
  expect((await statusOf("lb-consumer"))?.message).toContain("internal load balancers are not supported")

  await model.removeRelation("lb-consumer", "lb-provider")
  await model.waitForIdle({ apps: ["lb-consumer"], status: "waiting" })
  await model.waitForIdle({ apps: ["lb-provider"], status: "active" })
  expect((await statusOf("lb-consumer"))?.message).toBe("for a load balancer provider")
  expect((await statusOf("lb-provider"))?.message).toBe("0 requests")
})
