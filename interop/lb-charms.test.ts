import { fileURLToPath } from "node:url"
import { type OpsTest, TaskError, WaitError } from "@charmkit/testing/juju"
import { test } from "loadbalancer-interface/testing/vitest"
import { afterAll, describe, expect } from "vitest"
import { builtMinijuju } from "../suite/minijuju.ts"

// This file runs some fifty commands; from its sources, minijuju would be compiled for each.
const before = process.env.JUJU
process.env.JUJU ??= (await builtMinijuju()).program
// The next test file in this process starts the program that it chooses.
afterAll(() => {
  if (before === undefined) delete process.env.JUJU
})

const MY_CHARM = fileURLToPath(new URL("./fixtures/my-charm/", import.meta.url))

test("D36: the example of the Python library's page on its test charms", async ({ opsTest, lbCharms }) => {
  const myCharm = await opsTest.buildCharm(MY_CHARM)
  const lbProvider = await opsTest.buildCharm(lbCharms.lbProvider)
  await opsTest.model.deploy(myCharm, { numUnits: 2 })
  await opsTest.model.deploy(lbProvider, { config: { address: "192.0.2.7" } })
  await opsTest.model.addRelation("my-charm", "lb-provider")

  const { applications } = await opsTest.model.waitForIdle({ status: "active" })
  expect(applications["my-charm"]?.status).toEqual({ current: "active", message: "reachable at 192.0.2.7" })
  expect(applications["my-charm"]?.relations).toEqual({ "lb-provider": ["lb-provider"] })
})

describe("what a test does with a deployed model", () => {
  test("options: read, set, reset", async ({ opsTest: { model } }) => {
    const provider = model.application("lb-provider")
    expect(await provider.config()).toEqual({ address: "192.0.2.7" })
    await provider.setConfig({ address: "192.0.2.8" })
    await model.waitForIdle({ status: "active" })
    expect((await model.status()).applications["my-charm"]?.status.message).toBe("reachable at 192.0.2.8")
    await provider.resetConfig("address")
    expect(await provider.config()).toEqual({ address: "" })
  })

  test("databags, as a unit sees them", async ({ opsTest: { model } }) => {
    const { relations, leader, name } = await model.unit("my-charm/leader").info()
    expect(leader).toBe(true)
    expect(name).toMatch(/^my-charm\/[01]$/)
    const [{ endpoint, applicationData = {}, relatedUnits = {} } = {}] = relations
    expect(endpoint).toBe("lb-provider")
    expect(Object.keys(relatedUnits)).toEqual(["lb-provider/0"])
    // Juju 3.6 shows a unit the other application's databag, 4.0 its own: the two sides together show both.
    const [{ applicationData: ofProvider = {} } = {}] = (await model.unit("lb-provider/0").info()).relations
    const keys = [...Object.keys(applicationData), ...Object.keys(ofProvider)]
    expect(keys).toEqual(expect.arrayContaining(["request_web", "response_web"]))
  })

  test("commands where hooks run, and their failure", async ({ opsTest: { model } }) => {
    expect((await model.unit("my-charm/leader").exec("is-leader")).stdout).toBe("True\n")
    const failed: unknown = await model
      .unit("my-charm/0")
      .exec("sh", "-c", "echo no >&2; exit 3")
      .catch((error: unknown) => error)
    if (!(failed instanceof TaskError)) throw failed
    expect(failed.task).toMatchObject({ returnCode: 3, stderr: "no\n", success: false, unit: "my-charm/0" })
    expect(failed.message).toBe("sh on my-charm/0: completed with return code 3: no")
  })

  test("the leader moves to another unit, and back", async ({ opsTest: { model } }) => {
    const leader = async () =>
      Object.values((await model.status()).applications["my-charm"]?.units ?? {}).find((unit) => unit.leader)
        ?.name
    const first = await leader()
    const second = await model.moveLeader("my-charm")
    expect(second).not.toBe(first)
    expect(await leader()).toBe(second)
    expect(await model.moveLeader("my-charm")).toBe(first)
    await expect(model.moveLeader("lb-provider")).rejects.toThrow(
      /"lb-provider" cannot change: it has 1 units/,
    )
  })

  test("units come and go", async ({ opsTest: { model } }) => {
    await model.application("my-charm").addUnits()
    await model.waitForIdle({ apps: ["my-charm"], waitForExactUnits: 3, status: "active" })
    await model.removeUnit("my-charm/2")
    await model.blockUntil(({ applications }) => applications["my-charm"]?.units["my-charm/2"] === undefined)
  })

  test("a wait that fails lists what is missing, with the status and the log", async ({
    opsTest: { model },
  }) => {
    const error: unknown = await model
      .waitForIdle({ apps: ["my-charm", "other"], status: "blocked", timeoutSeconds: 0 })
      .catch((reason: unknown) => reason)
    if (!(error instanceof WaitError)) throw error
    expect(error.code).toBe("timeout")
    expect(error.message).toMatch(/my-charm\/0: it is active \(reachable at .*\), not blocked/)
    expect(error.message).toContain("other does not exist")
    expect(error.message).toMatch(/^App\s+Version\s+Status/m)
    expect(error.message).toMatch(/unit-my-charm-0: .*hook/)
  })

  test("the tests of the file have a limit of twenty minutes", ({ task }) => {
    expect(task.timeout).toBe(1_200_000)
  })

  test("the error has Juju's own message", async ({ opsTest: { model } }) => {
    await expect(model.application("nobody").remove()).rejects.toMatchObject({
      code: "juju",
      exitCode: 1,
      message: expect.stringContaining('application "nobody" not found'),
    })
  })

  test("a relation and an application are removed", async ({ opsTest: { model } }) => {
    await model.removeRelation("my-charm", "lb-provider")
    await model.blockUntil(
      ({ applications }) => applications["my-charm"]?.relations["lb-provider"] === undefined,
    )
    await model.application("my-charm").remove()
    await model.blockUntil(({ applications }) => applications["my-charm"] === undefined)
  })
})

test("the four charms, in both styles on both sides", async ({ opsTest, lbCharms }) => {
  const model = await opsTest.trackModel("pairs")
  const { lbProvider, lbConsumer, lbProviderReactive, lbConsumerReactive } = lbCharms
  const charms = await opsTest.buildCharms(lbProvider, lbConsumer, lbProviderReactive, lbConsumerReactive)
  const names = (await Promise.all(charms.map((charm) => model.deploy(charm)))).map(({ name }) => name)
  expect(names).toEqual(["lb-provider", "lb-consumer", "lb-provider-reactive", "lb-consumer-reactive"])
  await model.integrate("lb-provider", "lb-consumer-reactive")
  await model.integrate("lb-provider-reactive", "lb-consumer")
  await model.waitForIdle({ status: "active" })
  expect(await appsOf(opsTest)).toEqual(["lb-provider"])
})

test("a charm is deployed by its name", async ({ opsTest, skip }) => {
  const model = await opsTest.trackModel("named")
  const deployed = await model.deploy("ubuntu").catch((error: unknown) => error)
  if (String(deployed).includes("lookup api.charmhub.io")) skip("this controller does not reach Charmhub")
  expect(deployed).toMatchObject({ name: "ubuntu" })
})

async function appsOf({ model }: OpsTest): Promise<string[]> {
  return Object.keys((await model.status()).applications)
}
