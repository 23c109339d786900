import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { relationEnv, runHook } from "../../tests/run-hook.ts"
import type { EventBase } from "../framework/event.ts"
import { Framework } from "../framework/framework.ts"
import { CharmBase } from "./charm-base.ts"
import type { PebbleCustomNoticeEvent } from "./container-events.ts"
import type { RelationDepartedEvent, RelationEvent } from "./relation-events.ts"
import type { SecretRemoveEvent } from "./secret-events.ts"
import type { StorageAttachedEvent } from "./storage-events.ts"

const seen: string[] = []

/** Observes every event of a charm with one declaration of each kind. */
class EverythingCharm extends CharmBase {
  constructor(framework: Framework) {
    super(framework)
    const { on } = this
    for (const event of [
      on.install,
      on.start,
      on.stop,
      on.remove,
      on.updateStatus,
      on.configChanged,
      on.upgradeCharm,
      on.leaderElected,
      on.leaderSettingsChanged,
      on.preSeriesUpgrade,
      on.postSeriesUpgrade,
    ]) {
      this.observe(event, this.note)
    }
    for (const event of [on.secretChanged, on.secretExpired, on.secretRotate]) this.observe(event, this.note)
    this.observe(on.secretRemove, this.noteSecret)
    for (const endpoint of ["db", "my-cache", "site", "cluster"]) {
      const { created, joined, changed, departed, broken } = on.relation(endpoint)
      for (const event of [created, joined, changed, broken]) this.observe(event, this.noteRelation)
      this.observe(departed, this.noteDeparted)
    }
    this.observe(on.storage("data").attached, this.noteStorage)
    this.observe(on.storage("data").detaching, this.noteStorage)
    const web = on.container("web")
    for (const event of [web.pebbleReady, web.pebbleCheckFailed, web.pebbleCheckRecovered]) {
      this.observe(event, this.note)
    }
    this.observe(web.pebbleCustomNotice, this.noteNotice)
    this.observe(on.action("do-it"), this.note)
  }

  note(event: EventBase): void {
    seen.push(event.path)
  }

  noteSecret(event: SecretRemoveEvent): void {
    seen.push(`${event.path} ${event.id} ${event.label} ${event.revision}`)
    expect([event.secret.id, event.secret.label]).toEqual([event.id, event.label])
  }

  noteRelation(event: RelationEvent): void {
    const { relation, app, unit } = event
    seen.push(`${event.path} ${relation.name}:${relation.id} ${app?.name} ${unit?.name} ${relation.active}`)
  }

  noteDeparted(event: RelationDepartedEvent): void {
    this.noteRelation(event)
    seen.push(`departing ${event.departingUnit?.name}`)
  }

  noteStorage(event: StorageAttachedEvent): void {
    const { name, index, id, location } = event.storage
    seen.push(`${event.path} ${name} ${index} ${id} ${location}`)
  }

  noteNotice({ data }: PebbleCustomNoticeEvent): void {
    seen.push(`${data.containerName} ${data.noticeId} ${data.noticeType} ${data.noticeKey}`)
  }
}

async function run(hook: string, env: Record<string, string> = {}, juju = new FakeJuju()) {
  seen.length = 0
  const result = await runHook({ juju, CharmClass: EverythingCharm, hook, env })
  return { ...result, juju, seen: [...seen] }
}

test.each([
  "install",
  "start",
  "stop",
  "remove",
  "update-status",
  "config-changed",
  "upgrade-charm",
  "leader-elected",
  "leader-settings-changed",
  "pre-series-upgrade",
  "post-series-upgrade",
])("A8: %s", async (hook) => {
  const { code, seen } = await run(hook)
  expect(code).toBe(0)
  expect(seen).toEqual([`EverythingCharm/on/${hook.replaceAll("-", "_")}[1]`])
})

test.each(["created", "joined", "changed"])(
  "A8: relation %s has relation, application and unit",
  async (kind) => {
    const juju = new FakeJuju()
    const hook = `my-cache-relation-${kind}`
    const { seen } = await run(hook, relationEnv("my-cache:4", "redis/2"), juju)
    expect(seen).toEqual([`EverythingCharm/on/my_cache_relation_${kind}[1] my-cache:4 redis redis/2 true`])
    expect(juju.tools).toEqual(["state-get"])
  },
)

test("A8: relation departed names who leaves", async () => {
  const { seen } = await run("db-relation-departed", relationEnv("db:4", "mysql/2", "mysql/2"))
  expect(seen).toEqual([
    "EverythingCharm/on/db_relation_departed[1] db:4 mysql mysql/2 true",
    "departing mysql/2",
  ])
})

test("A8: relation broken has no unit, and a relation that is not active", async () => {
  const { seen } = await run("db-relation-broken", relationEnv("db:4"))
  expect(seen).toEqual(["EverythingCharm/on/db_relation_broken[1] db:4 mysql undefined false"])
})

test("A8: the application is taken from the unit if Juju names none; without both it is a warning", async () => {
  const env = { ...relationEnv("db:4", "mysql/2"), JUJU_REMOTE_APP: "" }
  expect((await run("db-relation-changed", env)).seen[0]).toContain("db:4 mysql mysql/2")

  const juju = new FakeJuju()
  juju.relations = [{ endpoint: "db", id: 4, app: "mysql", units: {} }]
  const none = await run("db-relation-changed", { ...env, JUJU_REMOTE_UNIT: "" }, juju)
  expect(none.seen[0]).toContain("db:4 undefined undefined")
  expect(juju.log).toContain("WARNING Juju named no application for the event of the relation db:4")
})

test("A8: a unit of another application than the event's is an error", async () => {
  const env = { ...relationEnv("db:4", "mysql/2"), JUJU_REMOTE_APP: "maria" }
  const { code, juju } = await run("db-relation-changed", env)
  expect(code).toBe(1)
  expect(juju.log).toContain("mysql/2 does not belong to the event's application maria")
})

test("A8: a relation hook without its environment is an error that names the variables", async () => {
  const { code, juju } = await run("db-relation-changed")
  expect(code).toBe(1)
  expect(juju.log).toContain("JUJU_RELATION=db and JUJU_RELATION_ID")
})

test("A8: storage events, with the location from the environment or else from storage-get", async () => {
  const given = await run("data-storage-attached", {
    JUJU_STORAGE_ID: "data/3",
    JUJU_STORAGE_LOCATION: "/srv/d",
  })
  expect(given.seen).toEqual(["EverythingCharm/on/data_storage_attached[1] data 3 data/3 /srv/d"])
  const read = await run("data-storage-detaching", { JUJU_STORAGE_ID: "data/3" })
  expect(read.seen).toEqual(["EverythingCharm/on/data_storage_detaching[1] data 3 data/3 /srv/asked"])
  expect((await run("data-storage-attached")).code).toBe(1)
})

test("A8: secret events", async () => {
  const env = { JUJU_SECRET_ID: "secret:abc", JUJU_SECRET_LABEL: "cert", JUJU_SECRET_REVISION: "4" }
  expect((await run("secret-remove", env)).seen).toEqual([
    "EverythingCharm/on/secret_remove[1] secret:abc cert 4",
  ])
  for (const hook of ["secret-changed", "secret-rotate", "secret-expired"]) {
    expect((await run(hook, env)).seen).toEqual([`EverythingCharm/on/${hook.replace("-", "_")}[1]`])
  }
  expect((await run("secret-changed")).code).toBe(1)
})

test("A8: container events by name", async () => {
  const env = { JUJU_WORKLOAD_NAME: "web" }
  for (const kind of ["ready", "check-failed", "check-recovered"]) {
    const { seen } = await run(`web-pebble-${kind}`, env)
    expect(seen).toEqual([`EverythingCharm/on/web_pebble_${kind.replace("-", "_")}[1]`])
  }
  const notice = { ...env, JUJU_NOTICE_ID: "5", JUJU_NOTICE_TYPE: "custom", JUJU_NOTICE_KEY: "a.b/c" }
  expect((await run("web-pebble-custom-notice", notice)).seen).toEqual(["web 5 custom a.b/c"])
  expect((await run("web-pebble-ready")).code).toBe(1)
})

test("A8: undeclared names are refused at once, naming those that are declared", async () => {
  const attempts: string[] = []
  class Wrong extends CharmBase {
    constructor(framework: Framework) {
      super(framework)
      const { on } = this
      for (const ask of [
        () => on.relation("bd"),
        () => on.action("undo"),
        () => on.storage("x"),
        () => on.container("x"),
      ]) {
        try {
          ask()
        } catch (error) {
          attempts.push(error instanceof Error ? error.message : "")
        }
      }
    }
  }
  await runHook({ juju: new FakeJuju(), CharmClass: Wrong })
  expect(attempts).toEqual([
    'the charm declares no endpoint "bd" (declared: db, my-cache, site, cluster)',
    'the charm declares no action "undo" (declared: do-it)',
    'the charm declares no storage "x" (declared: data)',
    'the charm declares no container "x" (declared: web)',
  ])
})

test("only main and dispatch create charms", () => {
  const log = { debug() {}, info() {}, warning() {} }
  const framework = new Framework({ store: { load: () => ({}), save() {} }, log })
  expect(() => new EverythingCharm(framework)).toThrow("main() or dispatch()")
})
