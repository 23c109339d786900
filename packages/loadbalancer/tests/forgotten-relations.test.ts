import { describe, expect, test } from "vitest"
import { DeclaredWorld } from "./declarative-world.ts"
import { World } from "./support/world.ts"

// relation-ids can list a relation for a while that Juju has forgotten; each tool then refuses it in its own words.

const MESSAGES = ["relation not found", "relation 2 not found", "permission denied"]
const HOOKS = ["config-changed", "leader-elected", "upgrade-charm", "update-status"]

describe.each(Object.entries({ classic: World, declared: DeclaredWorld }))("%s API", (_api, Form) => {
  test.each(MESSAGES)("the hooks of both sides go on after %j, and nothing is written", async (message) => {
    const world = await Form.started()
    const before = [world.own("web"), world.own("lb")]
    for (const unit of ["web/0", "lb/0"]) {
      const entities = ["web", "lb", "web/0", "lb/0"]
      world.model.refusing = Object.fromEntries([
        ...entities.map((entity) => [`relation-get ${entity}`, message]),
        [`relation-list lb-provider:1`, message],
        [`relation-list lb-consumers:1`, message],
      ])
      world.model.calls.length = 0
      for (const hook of HOOKS) await world.model.hook(unit, hook)
      expect(world.model.calls.filter((call) => /\] relation-get/.test(call))).not.toEqual([])
      expect(world.model.calls.filter((call) => /\] relation-set/.test(call))).toEqual([])
    }
    world.model.refusing = {}
    expect([world.own("web"), world.own("lb")]).toEqual(before)
  })
})
