import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { relationEnv, runHook, spec } from "../../tests/run-hook.ts"
import type { EventBase } from "../framework/event.ts"
import type { Framework } from "../framework/framework.ts"
import { allEvents, hookEvents } from "./all-events.ts"
import { CharmBase } from "./charm-base.ts"
import { charmMeta } from "./charm-meta.ts"

const seen: string[] = []
let charm: CharmBase | undefined

class Reconciler extends CharmBase {
  constructor(framework: Framework) {
    super(framework)
    charm = this
    for (const event of hookEvents(this)) this.observe(event, this.reconcile)
  }

  reconcile(event: EventBase): void {
    seen.push(event.path)
  }
}

const HOOKS: readonly (readonly [string, Record<string, string>])[] = [
  ["install", {}],
  ["config-changed", {}],
  ["secret-changed", { JUJU_SECRET_ID: "secret:1" }],
  ["db-relation-changed", relationEnv("db:7", "mysql/0")],
  ["cluster-relation-created", relationEnv("cluster:1")],
  ["data-storage-attached", { JUJU_STORAGE_ID: "data/0", JUJU_STORAGE_LOCATION: "/srv" }],
  ["web-pebble-ready", { JUJU_WORKLOAD_NAME: "web" }],
]

test.each(HOOKS)("one handler sees %s, once", async (hook, env) => {
  seen.length = 0
  expect((await runHook({ juju: new FakeJuju(), CharmClass: Reconciler, hook, env })).code).toBe(0)
  expect(seen).toEqual([`Reconciler/on/${hook.replaceAll("-", "_")}[1]`])
})

test("not actions, statuses and collect-metrics, which are in the list of all events", async () => {
  seen.length = 0
  await runHook({ juju: new FakeJuju(), CharmClass: Reconciler, hook: "actions/do-it" })
  await runHook({ juju: new FakeJuju(), CharmClass: Reconciler, hook: "collect-metrics" })
  expect(seen).toEqual([])
  if (charm === undefined) throw new Error("no charm was made")
  const hooks = hookEvents(charm).map(({ kind }) => kind)
  const all = allEvents(charm).map(({ kind }) => kind)
  expect(all.filter((kind) => !hooks.includes(kind)).sort()).toEqual([
    "collect_app_status",
    "collect_metrics",
    "collect_unit_status",
    "do_it_action",
  ])
  expect(new Set(all).size).toBe(all.length)
  expect(hooks.every((kind) => all.includes(kind))).toBe(true)
})

test("charmMeta: the whole metadata", async () => {
  await runHook({ juju: new FakeJuju(), CharmClass: Reconciler })
  if (charm === undefined) throw new Error("no charm was made")
  const meta = charmMeta(charm)
  expect(meta).toMatchObject({ name: "me", extraBindings: ["metrics"], tags: [], charmUser: "root" })
  expect(meta.resources.img).toMatchObject({ type: "file", filename: "img.tar" })
  expect(meta.storages.data?.multiple).toEqual({ min: 1 })
  expect([meta.config, meta.actions]).toEqual([spec.config, spec.actions])
})
