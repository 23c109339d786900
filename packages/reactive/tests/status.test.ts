import { describe, expect, test } from "vitest"
import { defineCharm, type StatusTools } from "../src/index.ts"
import { attempt, FakeJuju, RecordingCharm, run } from "./support.ts"

async function statuses(
  work: (status: StatusTools) => void,
  layers: readonly string[] = [],
): Promise<unknown> {
  const charm = defineCharm({ layers })
  charm.hook("update-status").do(({ status }) => work(status))
  const juju = new FakeJuju()
  await run(charm, juju)
  return juju.calls
    .filter(({ tool }) => tool === "status-set")
    .map(({ args }) => `${args.at(-3)}: ${args.at(-1)}`)
}

describe("C7: the status layer", () => {
  test("maintenance at once; of the others the worst, once, at the end", async () => {
    expect(
      await statuses((status) => {
        status.active("ready")
        status.blocked("no disk")
        status.maintenance("installing")
        status.waiting("for a peer")
      }),
    ).toEqual(["maintenance: installing", "blocked: no disk"])
  })

  test("within a level the last layer counts, then the charm, then the last status", async () => {
    const layers = ["basic", "tls"]
    expect(
      await statuses((status) => {
        status.layer("tls").waiting("tls")
        status.layer("basic").waiting("basic")
        status.layer("unknown").waiting("unknown")
      }, layers),
    ).toEqual(["waiting: tls"])
    expect(
      await statuses((status) => {
        status.waiting("charm")
        status.waiting("charm again")
        status.layer("tls").waiting("tls")
        status.layer("tls").active("tls")
      }, layers),
    ).toEqual(["waiting: charm again"])
    expect(
      await statuses((status) => {
        status.layer("basic").active("basic")
        status.layer("unknown").active("unknown")
      }, layers),
    ).toEqual(["active: basic"])
  })

  test("callbacks at the exit may still set the status", async () => {
    const charm = new RecordingCharm()
    charm.hook("update-status").do(({ status }) => status.active("ready"))
    charm.atExit(({ status }) => status.blocked("but"))
    const juju = new FakeJuju()
    await run(charm, juju)
    expect(juju.sent("status-set")).toHaveLength(1)
    expect(String(juju.sent("status-set")[0])).toContain("but")
  })

  test("a hook that fails sets nothing that was queued", async () => {
    const charm = new RecordingCharm()
    charm.hook("update-status").do(({ status }) => {
      status.maintenance("at once")
      status.active("queued")
      throw new Error("no")
    })
    const juju = new FakeJuju()
    await attempt(charm, juju)
    expect(juju.sent("status-set")).toHaveLength(1)
  })

  test("an empty message counts", async () => {
    expect(await statuses((status) => status.active(""))).toEqual(["active: "])
  })
})
