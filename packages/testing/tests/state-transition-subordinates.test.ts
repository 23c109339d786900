import { CharmBase, type Framework, jujuContext } from "@charmkit/ops"
import { parseCharmSpec } from "@charmkit/ops/metadata"
import { type AnyRelation, Context, relation } from "@charmkit/testing"
import { expect, test } from "vitest"

const specOf = (endpoints: Readonly<Record<string, unknown>>) =>
  parseCharmSpec({ metadata: { name: "one", summary: "one", description: "one", ...endpoints } })
const host = { interface: "juju-info", scope: "container" }
const checks = { interface: "checks", scope: "container" }
const agent = specOf({ subordinate: true, requires: { host, checks } })
const web = specOf({ provides: { monitors: checks } })

/** The principal, and the units of each relation, as the charm sees them in `start`. */
async function seen(where: ConstructorParameters<typeof Context>[1], relations: readonly AnyRelation[]) {
  const found: unknown[] = []
  class Charm extends CharmBase {
    constructor(framework: Framework) {
      super(framework)
      this.observe(this.on.start, this.look)
    }

    look(): void {
      found.push(jujuContext(this.model).principalUnit)
      for (const { endpoint } of relations)
        found.push(this.model.relation(endpoint)?.units.map(({ name }) => name))
    }
  }
  const context = new Context(Charm, where)
  await context.run(context.on.start(), { relations })
  return found
}

const onHost = relation({ endpoint: "host", remoteApp: "web", remoteUnitsData: { 4: {} } })
const beside = relation({ endpoint: "checks", remoteApp: "nrpe", remoteUnitsData: { 2: { port: "5666" } } })

test("the principal is the unit on the machine, or the one that the test names", async () => {
  expect(await seen({ spec: agent }, [])).toEqual([undefined])
  expect(await seen({ spec: agent }, [onHost])).toEqual(["web/4", ["web/4"]])
  expect(await seen({ spec: agent, principalUnit: "web/4" }, [beside])).toEqual(["web/4", ["nrpe/2"]])
  expect(await seen({ spec: agent, principalUnit: "web/4" }, [beside, onHost])).toEqual([
    "web/4",
    ["nrpe/2"],
    ["web/4"],
  ])
})

test("a principal sees its own subordinate", async () => {
  const monitors = relation({ endpoint: "monitors", remoteApp: "nrpe", remoteUnitsData: { 7: {} } })
  expect(await seen({ spec: web }, [monitors])).toEqual([undefined, ["nrpe/7"]])
})

test("what cannot be", async () => {
  const other = relation({ endpoint: "host", remoteApp: "web" })
  await expect(seen({ spec: agent, principalUnit: "web/4" }, [other])).rejects.toThrow(
    "its unit is the principal web/4, not web/0",
  )
  await expect(seen({ spec: web, principalUnit: "web/4" }, [])).rejects.toThrow("the charm is no subordinate")
  await expect(seen({ spec: agent, principalUnit: "web" }, [])).rejects.toThrow(
    '"web" cannot name the principal unit',
  )
})
