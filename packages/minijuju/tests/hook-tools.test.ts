// What hook tools answer where minijuju once differed from a Juju 4.0.15 controller. 3.6 does the same, by its sources.
import { expect, test } from "vitest"
import { Model } from "../src/index.ts"
import { StubCharm, type StubHook } from "./stub-charm.ts"

/** A model with one unit whose charm runs `work` in the hook `name`; ends with what `work` returned, or its refusal. */
async function inHook<T>(name: string, work: (hook: StubHook) => T, charm = probe()): Promise<T | string> {
  let seen: T | string = `${name} did not run`
  charm.handle((hook) => {
    if (hook.hook !== name) return
    try {
      seen = work(hook)
    } catch (error) {
      seen = error instanceof Error ? error.message.trim() : String(error)
    }
  })
  await using model = await Model.start({ updateStatusIntervalMs: 0, retry: { enabled: false } })
  await model.deploy(charm)
  await model.settle()
  return seen
}

const probe = () => new StubCharm({ name: "pa", peers: { mates: "mates" } })

const refusal = (work: () => unknown): string => {
  try {
    return `not refused: ${String(work())}`
  } catch (error) {
    return error instanceof Error ? error.message.trim() : String(error)
  }
}

test("install sees no relation, also no peer relation; the next hook does", async () => {
  const ids = ({ json }: StubHook) => json("relation-ids", "mates")
  expect(await inHook("install", ids)).toEqual([])
  expect(await inHook("mates-relation-created", ids)).toEqual(["mates:0"])
  expect(await inHook("install", ({ tool }) => tool("relation-get", "-r", "mates:0", "-", "pa/0"))).toBe(
    'ERROR invalid value "mates:0" for option -r: relation not found',
  )
})
