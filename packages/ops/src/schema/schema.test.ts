import { type } from "arktype"
import * as v from "valibot"
import { describe, expect, test } from "vitest"
import * as z from "zod"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { runHook, spec } from "../../tests/run-hook.ts"
import {
  type ActionEvent,
  BlockedStatus,
  CharmBase,
  type CollectStatusEvent,
  type Framework,
  jsonIn,
  type RelationChangedEvent,
  readWith,
  type StandardSchema,
  writeWith,
} from "../index.ts"

interface Settings {
  readonly port: number
  readonly title?: string | undefined
}

/** Each library has its own words; the paths are the same. */
const libraries: readonly (readonly [string, StandardSchema<unknown, Settings>, Database])[] = [
  [
    "Valibot",
    v.object({ port: v.pipe(v.number(), v.maxValue(65535)), title: v.optional(v.string()) }),
    v.object({
      hosts: v.array(v.object({ address: v.string() })),
      port: v.number(),
      "read-only": v.optional(v.boolean()),
    }),
  ],
  [
    "Zod",
    z.object({ port: z.number().max(65535), title: z.string().optional() }),
    z.object({
      hosts: z.array(z.object({ address: z.string() })),
      port: z.number(),
      "read-only": z.boolean().optional(),
    }),
  ],
  [
    "ArkType",
    type({ port: "number <= 65535", "title?": "string" }),
    type({ hosts: type({ address: "string" }).array(), port: "number", "read-only?": "boolean" }),
  ],
]
type Database = StandardSchema<{
  readonly hosts: readonly { readonly address: string }[]
  readonly port: number
  readonly "read-only"?: boolean | undefined
}>

/** Runs a hook with what a charm does in it. */
async function inHook(
  juju: FakeJuju,
  work: (charm: CharmBase, event: RelationChangedEvent) => void,
): Promise<{ code: number; juju: FakeJuju }> {
  juju.relations = [{ endpoint: "db", id: 3, app: "mysql", units: { "mysql/0": {} }, ...juju.relations[0] }]
  class SchemaCharm extends CharmBase {
    constructor(framework: Framework) {
      super(framework)
      this.observe(this.on.relation("db").changed, this.changed)
    }
    changed(event: RelationChangedEvent): void {
      work(this, event)
    }
  }
  const env = {
    JUJU_RELATION: "db",
    JUJU_RELATION_ID: "db:3",
    JUJU_REMOTE_APP: "mysql",
    JUJU_REMOTE_UNIT: "mysql/0",
  }
  const { code, error } = await runHook({ juju, CharmClass: SchemaCharm, hook: "db-relation-changed", env })
  if (error !== undefined) throw error
  return { code, juju }
}

function peer(appData: Record<string, string>): FakeJuju {
  const juju = new FakeJuju()
  juju.relations = [{ endpoint: "db", id: 3, app: "mysql", units: { "mysql/0": {} }, appData }]
  return juju
}

describe.each(libraries)("%s", (_, settings, database) => {
  test("the configuration: a value", async () => {
    const juju = peer({})
    juju.config = { port: 80, title: "Shop" }
    await inHook(juju, ({ config }) => {
      const read = readWith(settings, config)
      if (!read.ok) expect.unreachable(read.message)
      const port: number = read.value.port
      expect([port, read.value.title]).toEqual([80, "Shop"])
    })
  })

  test("values of an older revision are issues, and the charm can block with them", async () => {
    const juju = new FakeJuju()
    juju.config = { port: 99999, title: 7 }
    class Blocking extends CharmBase {
      constructor(framework: Framework) {
        super(framework)
        this.observe(this.on.collectUnitStatus, this.collectStatus)
      }
      collectStatus(event: CollectStatusEvent): void {
        const read = readWith(settings, this.config)
        if (read.ok) return
        expect(read.issues.map(({ path }) => path).sort()).toEqual(["port", "title"])
        event.addStatus(new BlockedStatus(read.message))
      }
    }
    expect(await runHook({ juju, CharmClass: Blocking, hook: "upgrade-charm" })).toMatchObject({ code: 0 })
    const [status] = juju.sent("status-set")
    expect(status).toEqual([
      "--application=False",
      "blocked",
      "--",
      expect.stringMatching(/port\b.*65.?535.*; title\b/),
    ])
  })

  test("a databag of another charm: whatever it says, the hook does not fail", async () => {
    const texts = ["", "{}", "[", '"text"', "null", '[{"address":7}]', "[7]"]
    for (const hosts of texts) {
      const { code } = await inHook(peer({ hosts, port: '"80"' }), ({ model }) => {
        const [relation] = model.relations("db")
        if (relation?.app === undefined) return expect.unreachable()
        const read = readWith(database, jsonIn(relation.data(relation.app)))
        if (read.ok) return expect.unreachable()
        for (const { path } of read.issues) expect(path).toMatch(/^(port|hosts(\[0\](\.address)?)?)$/)
        expect(read.message).toMatch(/port/)
      })
      expect(code).toBe(0)
    }
  })

  test("writing checks first; the other side reads the value with the same schema", async () => {
    const { juju } = await inHook(peer({}), ({ unit }, { relation }) => {
      const own = jsonIn(relation.data(unit))
      // What the compiler would refuse, from data that it does not know.
      const wrong = JSON.parse('{"hosts":[{"address":"10.0.0.7"},{"address":1}],"port":80}')
      const refused = writeWith(database, own, wrong)
      if (refused.ok) return expect.unreachable()
      expect(refused.issues.map(({ path }) => path)).toEqual(["hosts[1].address"])
      expect(relation.data(unit).toObject()).toEqual({})
      writeWith(database, own, { hosts: [], port: 1, "read-only": true })
      const value = { hosts: [{ address: "10.0.0.7" }], port: 5432, "read-only": undefined }
      expect(writeWith(database, own, value)).toMatchObject({ ok: true })
      expect(readWith(database, own)).toEqual({ ok: true, value: { hosts: value.hosts, port: 5432 } })
    })
    expect(juju.sent("relation-set")).toEqual([
      ["-r", "db:3", "--file", "-", { hosts: '[{"address":"10.0.0.7"}]', port: "5432" }],
    ])
  })
})

test("the parameters of an action", async () => {
  const juju = new FakeJuju()
  juju.params = { how: "slow" }
  class Acting extends CharmBase {
    constructor(framework: Framework) {
      super(framework)
      this.observe(this.on.action("do-it"), this.act)
    }
    act(event: ActionEvent): void {
      const read = readWith(v.object({ how: v.picklist(["full", "fast"]) }), event.params)
      if (!read.ok) event.fail(read.message)
    }
  }
  await runHook({
    juju,
    CharmClass: Acting,
    hook: "actions/do-it",
    env: { JUJU_ACTION_NAME: "do-it", JUJU_ACTION_UUID: "1" },
  })
  expect(juju.sent("action-fail")).toEqual([["--", expect.stringMatching(/^how: .*"slow"/)]])
})

test("a databag of texts needs no JSON, and the compiler refuses other values", async () => {
  const Texts = v.object({
    uri: v.pipe(v.string(), v.url()),
    port: v.optional(v.pipe(v.string(), v.transform(Number))),
  })
  await inHook(peer({}), ({ unit }, { relation }) => {
    const own = relation.data(unit)
    expect(writeWith(Texts, own, { uri: "nowhere" })).toMatchObject({ ok: false, issues: [{ path: "uri" }] })
    expect(writeWith(Texts, own, { uri: "sql://db", port: "80" })).toEqual({
      ok: true,
      value: { uri: "sql://db", port: 80 },
    })
    expect(own.toObject()).toEqual({ uri: "sql://db", port: "80" })
    expect(readWith(Texts, own)).toEqual({ ok: true, value: { uri: "sql://db", port: 80 } })
    // @ts-expect-error a number is no text: jsonIn(own)
    expect(() => writeWith(v.object({ port: v.number() }), own, { port: 80 })).toThrow("must be a string")
    // @ts-expect-error the schema's field is a text
    expect(writeWith(Texts, own, { uri: 7 })).toMatchObject({ ok: false })
  })
})

test("all fields are written, or none", async () => {
  const Either = v.union([v.object({ a: v.string() }), v.object({ a: v.string(), b: v.number() })])
  await inHook(peer({}), ({ unit }, { relation }) => {
    const own = relation.data(unit)
    own.set("a", "old")
    // @ts-expect-error a field of one member is a number
    expect(() => writeWith(Either, own, { a: "new", b: 1 })).toThrow('"b"')
    const big = v.object({ a: v.string(), b: v.bigint() })
    expect(() => writeWith(big, jsonIn(own), { a: "new", b: 1n })).toThrow(TypeError)
    const any = v.record(v.string(), v.string())
    expect(() => writeWith(any, own, { a: "new", "": "x" })).toThrow("a string that is not empty")
    expect(own.toObject()).toEqual({ a: "old" })
  })
})

test("what the other side could not read is an issue", async () => {
  await inHook(peer({}), ({ unit }, { relation }) => {
    const own = relation.data(unit)
    const issue = (path: string) => ({ ok: false, issues: [{ path }] })
    expect(writeWith(v.object({ uri: v.string() }), own, { uri: "" })).toMatchObject(issue("uri"))
    const At = v.object({ at: v.date() })
    expect(writeWith(At, jsonIn(own), { at: new Date(0) })).toMatchObject(issue("at"))
    expect(own.toObject()).toEqual({})
    const Text = v.object({ uri: v.string() })
    expect(writeWith(Text, jsonIn(own), { uri: "" })).toEqual({ ok: true, value: { uri: "" } })
    expect(writeWith(v.object({ uri: v.optional(v.string()) }), own, { uri: "" })).toEqual({
      ok: true,
      value: {},
    })
    expect(own.toObject()).toEqual({})
  })
})

test("a secret option is a secret, whose content is read on use", async () => {
  const juju = new FakeJuju()
  const id = "secret:9m4e2mr0ui3e8a215n4g"
  juju.config = { key: id }
  class Keeping extends CharmBase {
    constructor(framework: Framework) {
      super(framework)
      const key = this.config.get("key")
      expect(typeof key === "object" && key.id).toBe(id)
      expect(this.config.get("key")).toBe(key)
      expect(this.config.get("other")).toBeUndefined()
      expect(this.config.toObject()).toEqual({ key: id })
    }
  }
  const config = { key: { type: "secret" }, other: { type: "secret" } } as const
  const { error } = await runHook({ juju, CharmClass: Keeping, options: { spec: { ...spec, config } } })
  expect(error).toBeUndefined()
  expect(juju.tools).toEqual(["config-get", "state-get"])
})
