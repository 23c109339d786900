// The search for the next hook in a large model: how much of the model is read for each hook, and that none is missed.
import { expect, test, vi } from "vitest"
import { dose } from "../../../suite/doses.ts"
import fc from "../../../suite/fast-check.ts"
import { MinijujuError, Model } from "../src/index.ts"
import { engineOf } from "../src/model/model.ts"
import { nextHook } from "../src/rules/next-operation.ts"
import { JUJU_SERIES, type JujuSeries } from "../src/state/juju-version.ts"
import type { RelationUnit } from "../src/state/relation.ts"
import { StubCharm } from "./stub-charm.ts"

const ends = { provides: { up: "ring" }, requires: { down: "ring" } }
const quiet = { updateStatusIntervalMs: 0, retry: { enabled: false } }

/** Counts how often the units of a relation are read: once for each search for a hook in the relation. */
class CountedUnits extends Map<string, RelationUnit> {
  static reads = 0
  override [Symbol.iterator]() {
    CountedUnits.reads += 1
    return super[Symbol.iterator]()
  }
}

/** Relates applications and counts hooks, agents that look for one, and relations in which one is searched. */
async function settled(applications: number, pairs: readonly (readonly [number, number])[]) {
  await using model = await Model.start(quiet)
  const charm = new StubCharm({ name: "app", ...ends })
  for (let i = 0; i < applications; i += 1) await model.deploy(charm, { name: `a${i}` })
  await model.settle()
  charm.hooks.length = 0
  const { state } = engineOf(model)
  const looks = vi.spyOn(state.applications, "get")
  CountedUnits.reads = 0
  for (const [a, b] of pairs) {
    const id = model.integrate(`a${a}:up`, `a${b}:down`)
    const relation = state.relations.get(id)
    if (relation !== undefined) state.relations.set(id, { ...relation, units: new CountedUnits() })
  }
  const operator = looks.mock.calls.length
  await model.settle()
  const hooks = charm.hooks.length
  return { hooks, looks: (looks.mock.calls.length - operator) / hooks, searches: CountedUnits.reads / hooks }
}

const star = (size: number) =>
  settled(
    size + 1,
    Array.from({ length: size }, (_, i) => [0, i + 1]),
  )
const ring = (size: number) =>
  settled(
    size,
    Array.from({ length: size * 2 }, (_, i) => [i % size, (i + (i < size ? 1 : 2)) % size]),
  )

test("the work for a hook does not grow with the units and relations of the model", async () => {
  for (const shape of [star, ring]) {
    const [small, large] = [await shape(20), await shape(80)]
    expect(large.hooks).toBe(small.hooks * 4)
    expect(large.looks).toBeLessThan(small.looks * 1.1)
    expect(large.searches).toBeLessThan(small.searches * 1.1)
  }
})

const APPLICATIONS = ["a0", "a1", "a2"]
const side = {
  name: "side",
  subordinate: true,
  requires: { host: { interface: "juju-info", scope: "container" } },
  peers: { mates: "m" },
} as const

type Step =
  | { readonly kind: "relate" | "separate"; readonly a: number; readonly b: number }
  | { readonly kind: "grow" | "shrink" | "lead" | "config" | "settle"; readonly a: number }
  | { readonly kind: "attach" | "detach"; readonly a: number }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constantFrom("relate", "separate"), a: fc.nat(2), b: fc.nat(2) }),
    fc.record({ kind: fc.constantFrom("grow", "shrink", "lead"), a: fc.nat(2) }),
    fc.record({ kind: fc.constantFrom("config", "settle"), a: fc.nat(2) }),
    fc.record({ kind: fc.constantFrom("attach", "attach", "detach"), a: fc.nat(2) }),
  ),
  { minLength: 10, maxLength: 40 },
)

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : []

/** A charm that causes hooks of other units: by secrets in a0, leader settings in a1, databags of all its relations in a2. */
function busyCharm(juju: JujuSeries): StubCharm {
  let written = 0
  const secrets = new Map<string, string>()
  return new StubCharm(
    { name: "app", ...ends, peers: { mates: "m" }, config: { n: { type: "int", default: 0 } } },
    ({ unit, hook, env, json, tool }) => {
      written += 1
      const [app = ""] = unit.split("/")
      const id = env.JUJU_RELATION_ID ?? ""
      const leads = json("is-leader") === true
      const known = secrets.get(app)
      if (hook === "config-changed" && leads && app === "a0" && known === undefined)
        secrets.set(app, tool("secret-add", "value=first").trim())
      if (hook === "config-changed" && leads && known !== undefined)
        tool("secret-set", known, `value=${written}`)
      if (hook === "config-changed" && leads && app === "a1" && juju === "3.6")
        tool("leader-set", `n=${written}`)
      if (hook === "config-changed" && app === "a2") {
        for (const each of texts(json("relation-ids", "up"))) tool("relation-set", "-r", each, `n=${written}`)
      }
      const secret = secrets.get(app)
      if (hook === "up-relation-joined" && leads && secret !== undefined) {
        tool("secret-grant", "-r", id, secret)
        tool("relation-set", "-r", id, "--app", `secret=${secret}`)
      }
      if (hook === "down-relation-changed") {
        const [granted] = texts([
          json("relation-get", "-r", id, "--app", "secret", env.JUJU_REMOTE_APP ?? ""),
        ])
        if (granted !== undefined) tool("secret-get", granted)
      }
      if (hook === "secret-changed") tool("secret-get", env.JUJU_SECRET_ID ?? "", "--refresh")
    },
  )
}

test("a settled model has no unit with a hook to run, whatever was done to it", async () => {
  for (const juju of JUJU_SERIES) {
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        await using model = await Model.start({ ...quiet, juju })
        for (const name of APPLICATIONS) await model.deploy(busyCharm(juju), { name, units: 2 })
        await model.deploy(new StubCharm(side))
        for (const step of [...list, { kind: "settle", a: 0 } as const]) await take(model, step)
      }),
      { numRuns: dose("modelHistories") },
    )
  }
})

/** Returns the units that have a hook to run, by a search of the whole model. */
function dueUnits(model: Model): string[] {
  const { state } = engineOf(model)
  const units = [...state.applications.values()].flatMap((application) => [...application.units.values()])
  return units.filter((unit) => nextHook(state, unit) !== undefined).map(({ name }) => name)
}

/** The principals of all subordinates. */
function subordinates(model: Model): (string | undefined)[] {
  const units = engineOf(model).state.applications.get("side")?.units.values() ?? []
  return [...units].map(({ principal }) => principal).sort()
}

/** The units that must have a subordinate: those of the applications to which it is related. */
function expectedSubordinates(model: Model): string[] {
  const { state } = engineOf(model)
  const applications = state.relations
    .of("side")
    .flatMap(({ endpoints }) => endpoints.map((end) => end.application))
  const principals = applications.filter((application) => application !== "side")
  return principals
    .flatMap((application) => [...(state.applications.get(application)?.units.keys() ?? [])])
    .sort()
}

let configured = 0

/** Does one step; steps that the model's state does not allow are refused by the model, and change nothing. */
async function take(model: Model, step: Step): Promise<void> {
  const name = APPLICATIONS[step.a] ?? ""
  const units = Object.keys(Object(model.status().applications[name]).units ?? {})
  try {
    if (step.kind === "relate") model.integrate(`${name}:up`, `${APPLICATIONS[step.b]}:down`)
    if (step.kind === "separate") model.removeRelation(`${name}:up`, `${APPLICATIONS[step.b]}:down`)
    if (step.kind === "attach") model.integrate(name, "side:host")
    if (step.kind === "detach") model.removeRelation(name, "side:host")
    if (step.kind === "grow") model.addUnits(name)
    if (step.kind === "shrink" && units.length > 1) model.removeUnit(units[0] ?? "")
    if (step.kind === "lead") await model.setLeader(units.at(-1) ?? "")
    if (step.kind === "config") model.config(name, { n: ++configured })
    if (step.kind === "settle") {
      await model.settle()
      expect(dueUnits(model)).toEqual([])
      expect(subordinates(model)).toEqual(expectedSubordinates(model))
    }
  } catch (error) {
    if (!(error instanceof MinijujuError) || error.code === "timeout" || error.code === "unit-error")
      throw error
  }
}
