import { Context, inProcess, SteppedModel } from "@charmkit/testing"
import { afterEach, describe, expect, test, vi } from "vitest"
import { LbProviderCharm } from "../../../examples/lb-provider/src/charm.ts"

const project = new URL("../../../examples/lb-provider/", import.meta.url)

afterEach(() => vi.unstubAllEnvs())

describe.each([
  { juju: "3.6", other: "4.0", version: "3.6.28", isTold: true },
  { juju: "4.0", other: "3.6", version: "4.0.15", isTold: false },
] as const)("Juju $juju", ({ juju, other, version, isTold }) => {
  async function versionIn(context: Context<LbProviderCharm>): Promise<string | undefined> {
    let seen: string | undefined
    const before = ({ model }: LbProviderCharm) => {
      seen = model.jujuVersion
    }
    await context.run(context.on.start(), {}, { before })
    return seen
  }

  async function isFollowerTold(model: SteppedModel): Promise<boolean> {
    model.deploy(inProcess(LbProviderCharm, { project }), { units: 2 })
    await model.settle()
    return model.ended.some(({ hook }) => hook === "leader-settings-changed hook")
  }

  test("a context emulates the one of its options, or else of the environment", async () => {
    vi.stubEnv("MINIJUJU_JUJU", other)
    expect(await versionIn(new Context(LbProviderCharm, { project, juju }))).toBe(version)
    vi.stubEnv("MINIJUJU_JUJU", juju)
    expect(await versionIn(new Context(LbProviderCharm, { project }))).toBe(version)
  })

  test("a stepped model emulates the one of its options, or else of the environment", async () => {
    vi.stubEnv("MINIJUJU_JUJU", other)
    expect(await isFollowerTold(new SteppedModel({ juju }))).toBe(isTold)
    vi.stubEnv("MINIJUJU_JUJU", juju)
    expect(await isFollowerTold(new SteppedModel())).toBe(isTold)
  })
})
