import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeEach, describe, expect, test } from "vitest"
import { DeclarationError } from "../src/index.ts"
import { attempt, FakeJuju, jujuWithFlags, RecordingCharm, relationEnv, run } from "./support.ts"

describe("C3: conditions of flags", () => {
  const cases: readonly (readonly [string, (charm: RecordingCharm) => void, boolean[]])[] = [
    ["when(a, b)", (charm) => charm.when("a", "b").do(charm.note("x")), [false, false, false, true]],
    ["whenAny(a, b)", (charm) => charm.whenAny("a", "b").do(charm.note("x")), [false, true, true, true]],
    ["whenNot(a, b)", (charm) => charm.whenNot("a", "b").do(charm.note("x")), [true, false, false, false]],
    ["whenNone(a, b)", (charm) => charm.whenNone("a", "b").do(charm.note("x")), [true, false, false, false]],
    [
      "whenNotAll(a, b)",
      (charm) => charm.whenNotAll("a", "b").do(charm.note("x")),
      [true, true, true, false],
    ],
    [
      "joined by and",
      (charm) => charm.whenAny("a", "b").whenNotAll("a", "b").whenNot("b").do(charm.note("x")),
      [false, true, false, false],
    ],
  ]

  test.each(cases)("%s", async (_name, register, expected) => {
    const sets = [[], ["a"], ["b"], ["a", "b"]]
    for (const [index, flags] of sets.entries()) {
      const charm = new RecordingCharm()
      register(charm)
      await run(charm, jujuWithFlags(...flags))
      expect(charm.ran.length === 1, `with ${flags.join(", ")}`).toBe(expected[index])
    }
  })

  test("the start of a chain can be shared", async () => {
    const charm = new RecordingCharm()
    const ready = charm.when("a")
    ready.whenNot("b").do(charm.note("without b"))
    ready.when("c").do(charm.note("with c"))
    await run(charm, jujuWithFlags("a", "c"))
    expect(charm.ran).toEqual(["without b", "with c"])
  })

  test("conditions without a handler are an error that says where they are", async () => {
    const charm = new RecordingCharm()
    charm.when("a").whenNot("b")
    const { error } = await attempt(charm, new FakeJuju())
    expect(error).toBeInstanceOf(DeclarationError)
    expect(String(error)).toMatch(/the conditions at tests\/handlers\.test\.ts:\d+ have no handler/)
  })
})

describe("C3: hooks", () => {
  const patterns: readonly (readonly [Parameters<RecordingCharm["hook"]>[0], readonly string[]])[] = [
    ["config-changed", ["config-changed"]],
    ["db-relation-{joined,changed}", ["db-relation-joined", "db-relation-changed"]],
    ["{requires:sql}-relation-changed", ["db-relation-changed"]],
    ["{provides:http}-relation-{joined,changed}", ["site-relation-joined", "site-relation-changed"]],
    ["{provides:sql}-relation-changed", []],
  ]
  const hooks = [
    "config-changed",
    "db-relation-joined",
    "db-relation-changed",
    "site-relation-joined",
    "site-relation-changed",
  ]

  test.each(patterns)("%s", async (pattern, expected) => {
    const charm = new RecordingCharm()
    charm.hook(pattern).do(charm.note("x", ({ name }) => void charm.ran.push(name)))
    for (const hook of hooks) {
      const endpoint = hook.split("-relation-")[0]
      const env = hook.includes("-relation-") ? relationEnv(`${endpoint}:9`, "mysql/0") : {}
      const juju = new FakeJuju()
      juju.relations = [{ endpoint: endpoint ?? "", id: 9, app: "mysql", units: { "mysql/0": {} } }]
      await run(charm, juju, { hook, env })
    }
    expect(charm.ran.filter((name) => name !== "x")).toEqual(expected)
  })

  test("a handler gets the relation and the unit of its hook", async () => {
    const charm = new RecordingCharm()
    charm.hook("db-relation-changed").do(({ relation, remoteUnit }) => {
      charm.ran.push(`${relation?.name}:${relation?.id} ${remoteUnit?.name}`)
    })
    const juju = new FakeJuju()
    juju.relations = [{ endpoint: "db", id: 9, app: "mysql", units: { "mysql/0": {} } }]
    await run(charm, juju, { hook: "db-relation-changed", env: relationEnv("db:9", "mysql/0") })
    expect(charm.ran).toEqual(["db:9 mysql/0"])
  })
})

test("an action has handlers like a hook, and flags follow it", async () => {
  const charm = new RecordingCharm()
  charm.action("do-it").do(({ model, flags, name }) => {
    charm.ran.push(`${name} ${model.action.params.how}`)
    model.action.setResults({ done: true })
    flags.set("done")
  })
  charm.hook("config-changed").do(charm.note("hook"))
  charm.when("done").do(charm.note("done"))
  const juju = new FakeJuju()
  juju.params = { how: "well" }
  await run(charm, juju, { hook: "actions/do-it", env: { JUJU_ACTION_NAME: "do-it", JUJU_ACTION_UUID: "1" } })
  expect(charm.ran).toEqual(["actions/do-it well", "done"])
  expect(juju.sent("action-set")).toEqual([["done=true"]])
})

describe("C3: files", () => {
  const folder = mkdtempSync(join(tmpdir(), "files-"))
  const file = join(folder, "app.conf")
  afterAll(() => rmSync(folder, { recursive: true }))
  beforeEach(() => rmSync(file, { force: true }))

  test("a handler runs when its file is created, changed or deleted; not in between", async () => {
    const charm = new RecordingCharm()
    charm.whenFileChanged(file).do(charm.note("changed"))
    const juju = new FakeJuju()
    const counts: number[] = []
    const next = async () => {
      await run(charm, juju)
      counts.push(charm.ran.splice(0).length)
    }
    await next()
    writeFileSync(file, "one")
    await next()
    await next()
    writeFileSync(file, "two")
    await next()
    rmSync(file)
    await next()
    await next()
    expect(counts).toEqual([0, 1, 0, 1, 1, 0])
  })

  test("a file that a handler changes is seen by the next round", async () => {
    const charm = new RecordingCharm()
    charm.whenNot("written").do(
      charm.note("writes", ({ flags }) => {
        writeFileSync(file, "one")
        flags.set("written")
      }),
    )
    charm.whenFileChanged([file], { hash: "md5" }).do(charm.note("restarts"))
    await run(charm, new FakeJuju())
    expect(charm.ran).toEqual(["writes", "restarts"])
  })

  test("R4: a change that was seen while a flag was missing is not lost", async () => {
    writeFileSync(file, "one")
    const charm = new RecordingCharm()
    charm.whenFileChanged(file).when("a").do(charm.note("changed"))
    const juju = new FakeJuju()
    await run(charm, juju)
    expect(charm.ran).toEqual([])
    charm.whenNot("a").do(({ flags }) => flags.set("a"))
    await run(charm, juju)
    expect(charm.ran).toEqual(["changed"])
  })

  test("two handlers of one file both see its change", async () => {
    writeFileSync(file, "one")
    const charm = new RecordingCharm()
    charm.whenFileChanged(file).do(charm.note("first"))
    charm.whenFileChanged(file).do(charm.note("second"))
    await run(charm, new FakeJuju())
    expect(charm.ran).toEqual(["first", "second"])
  })

  test("a change that fails the hook is seen again", async () => {
    writeFileSync(file, "one")
    const charm = new RecordingCharm()
    charm.whenFileChanged(file).do(
      charm.note("changed", () => {
        if (charm.ran.length === 1) throw new Error("no")
      }),
    )
    const juju = new FakeJuju()
    await attempt(charm, juju)
    await run(charm, juju)
    expect(charm.ran).toEqual(["changed", "changed"])
  })

  test("R5: with a hook it runs in that hook only, before the flags; alone never in a restricted one", async () => {
    writeFileSync(file, "one")
    const charm = new RecordingCharm()
    charm.whenNot("x").do(charm.note("flag"))
    charm.whenFileChanged(file).do(charm.note("file"))
    charm.hook("config-changed").whenFileChanged(file).do(charm.note("hook and file"))
    const juju = new FakeJuju()
    await run(charm, juju, { hook: "collect-metrics" })
    expect(charm.ran).toEqual([])
    await run(charm, juju, { hook: "update-status" })
    expect(charm.ran.splice(0)).toEqual(["flag", "file"])
    await run(charm, juju, { hook: "config-changed" })
    expect(charm.ran).toEqual(["hook and file", "flag"])
  })
})
