import { expect, test } from "vitest"
import { ArgvFake, checkDeclaredCalls } from "../../tests/argv-fake.ts"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { openModel } from "../../tests/open-model.ts"
import { hookEnvironment, relationEnv, spec } from "../../tests/run-hook.ts"
import { HookToolError, type HookToolRunner } from "../hook-tools.ts"
import { ModelError, SecretError, SecretNotFoundError, SecretPermissionError } from "./errors.ts"
import { readJujuContext } from "./juju-context.ts"
import { Model } from "./model.ts"

checkDeclaredCalls()
const ID = "secret:9m4e2mr0ui3e8a215n4g"
const CONTENT = '{"password":"x"}'

const open = (runner: HookToolRunner, env: Record<string, string> = {}) =>
  new Model({
    context: readJujuContext(hookEnvironment("update-status", env)),
    spec,
    runner,
    now: () => 0,
  })

function thrownBy(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error
  }
  return undefined
}

const fake = () => new ArgvFake()
const got = (juju: ArgvFake, args: readonly string[], stdout = CONTENT) =>
  juju.expect(["secret-get", "--format=json", ...args], { stdout })

/** Answers `secret-add` and records the arguments, without the random paths of the values. */
class AddFake extends FakeJuju {
  readonly added: string[][] = []

  override run(tool: string, args: readonly string[], stdin?: string): string {
    if (tool !== "secret-add" && tool !== "secret-set") return super.run(tool, args, stdin)
    this.added.push([tool, ...args.map((arg) => arg.replace(/#file=.*/, "#file"))])
    return tool === "secret-add" ? `${ID}\n` : ""
  }
}

test("addSecret: the application's as the leader, the unit's always", () => {
  const juju = new AddFake()
  const { app, unit } = openModel(juju)
  const secret = app.addSecret({ password: "x" }, { label: "pw", rotate: "never" })
  expect([secret.id, secret.label, secret.uniqueIdentifier]).toEqual([ID, "pw", "9m4e2mr0ui3e8a215n4g"])
  expect(unit.addSecret({ "tls-key": "y" }).label).toBe(undefined)
  juju.leader = false
  const follower = openModel(juju).app
  expect(() => follower.addSecret({ password: "x" })).toThrow(
    "cannot add a secret to the application me: this unit is not the leader; ask unit.isLeader() first",
  )
  expect(juju.added).toEqual([
    ["secret-add", "--label", "pw", "--rotate", "never", "--owner", "application", "password#file"],
    ["secret-add", "--owner", "unit", "tls-key#file"],
  ])
})

test("addSecret: refused for others", () => {
  const model = openModel(new FakeJuju())
  expect(() => model.getApp("db").addSecret({ password: "x" })).toThrow(
    "cannot add a secret to the remote application db",
  )
  expect(() => model.getUnit("me/1").addSecret({ password: "x" })).toThrow(
    "me/1 is another unit: cannot add a secret",
  )
})

test("content: every wrong key is named, no value is, and nothing is called", () => {
  const juju = new FakeJuju()
  const { unit } = openModel(juju)
  const wrong: Record<string, string> = {
    Key: "hunter2",
    ab: "hunter2",
    "a--b": "hunter2",
    "key-": "hunter2",
  }
  const add = (content: unknown) => () => Reflect.apply(unit.addSecret, unit, [content])
  for (const key of Object.keys(wrong)) expect(add(wrong)).toThrow(`the key "${key}" needs three or more`)
  expect(add(wrong)).not.toThrow("hunter2")
  expect(add({ port: 1234 })).toThrow('the value of "port" is a string, not number')
  expect(add({})).toThrow("the content of a secret needs at least one key")
  expect(add("hunter2")).toThrow(/^the content of a secret is a map of strings, not string$/)
  expect(add(["hunter2"])).toThrow("not an array")
  expect(juju.calls).toEqual([])
})

test("settings that Juju would refuse throw at the call", () => {
  const juju = new FakeJuju()
  const { unit } = openModel(juju)
  const add = (settings: unknown) => () => Reflect.apply(unit.addSecret, unit, [{ key: "x" }, settings])
  expect(add({ expire: new Date("soon") })).toThrow("the expiry of a secret is a valid Date")
  expect(add({ rotate: "often" })).toThrow('"often" is no rotation of a secret: never, hourly,')
  expect(juju.calls).toEqual([])
})

test("getSecret reads at once, by id, by label, and by id to give a label; the content is kept", () => {
  const juju = got(got(got(fake(), [ID]), ["--label", "pw"]), [ID, "--label", "pw"])
  const model = open(juju)
  const secret = model.getSecret({ id: ID })
  expect(secret.getContent()).toEqual({ password: "x" })
  expect(model.getSecret({ label: "pw" }).id).toBe(undefined)
  expect(model.getSecret({ id: ID, label: "pw" }).label).toBe("pw")
  expect(() => model.getSecret({ id: "" })).toThrow("getSecret needs the id of the secret, or its label")
})

test("a refresh through one object is seen through every other object of the secret", () => {
  const next = '{"password":"y"}'
  const juju = got(got(got(fake(), [ID]), ["--label", "pw"]), ["--label", "pw", "--refresh"], next)
  const model = open(got(got(juju, [ID], next), ["--label", "pw"], next))
  const byId = model.getSecret({ id: ID })
  const byLabel = model.getSecret({ label: "pw" })
  expect(byLabel.getContent({ refresh: true })).toEqual({ password: "y" })
  expect(byLabel.getContent()).toEqual({ password: "y" })
  expect(byId.getContent()).toEqual({ password: "y" })
  expect(byId.getContent()).toEqual({ password: "y" })
  expect(model.getSecret({ label: "pw" }).getContent()).toEqual({ password: "y" })
})

test("an id without prefix belongs to this model; other forms are unchanged", () => {
  const bare = "9m4e2mr0ui3e8a215n4g"
  const remote = `secret://11111111-1111-1111-1111-111111111111/${bare}`
  const model = open(got(got(fake(), [`secret://0f0f/${bare}`]), [remote]))
  expect(model.getSecret({ id: bare }).uniqueIdentifier).toBe(bare)
  const secret = model.getSecret({ id: remote })
  expect([secret.id, secret.uniqueIdentifier]).toEqual([remote, bare])
})

test("a missing secret, and one that this unit may not read", () => {
  const refuse = (stderr: string) =>
    fake().expect(["secret-get", "--format=json", ID], { exitCode: 1, stderr: `ERROR ${stderr}\n` })
  const missing = () => open(refuse(`secret "9m4e2mr0ui3e8a215n4g" not found`)).getSecret({ id: ID })
  expect(missing).toThrow(SecretNotFoundError)
  expect(missing).toThrow(ID)
  for (const words of ["permission denied", '"app/0" is not allowed to read this secret'])
    expect(() => open(refuse(words)).getSecret({ id: ID })).toThrow(SecretPermissionError)
})

test.each([
  ["a wrong argument", 2, `ERROR secret URI "${ID}" not valid`],
  ["a flag that it does not know", 2, "ERROR flag provided but not defined: -x"],
  ["a backend out of reach", 1, "ERROR Get https://vault:8200: connection refused"],
  ["no message", 1, ""],
])("whatever the tool refuses a named secret for is an error of the model: %s", (_what, exitCode, stderr) => {
  const model = open(fake().expect(["secret-get", "--format=json", ID], { exitCode, stderr }))
  const error = thrownBy(() => model.getSecret({ id: ID }))
  expect(error).toBeInstanceOf(SecretError)
  expect(error).toMatchObject({ message: expect.stringContaining(stderr.replace("ERROR ", "")) })
})

test.each(["hunter2", '["hunter2"]', '{"password":["hunter2"]}'])(
  "an answer that is no content is one too, and is not shown: %s",
  (stdout) => {
    const model = open(got(fake(), [ID], stdout))
    const error = thrownBy(() => model.getSecret({ id: ID }))
    expect(error).toBeInstanceOf(SecretError)
    expect(String(error) + String(error instanceof Error && error.cause)).not.toContain("hunter2")
  },
)

test.each(["secret:a\0b", "secret:a b", `secret:${"a".repeat(200)}`, "secret:a?b"])(
  "what cannot be an id is refused without a call: %j",
  (id) => {
    const juju = new FakeJuju()
    expect(() => openModel(juju).getSecret({ id })).toThrow(SecretError)
    expect(juju.calls).toEqual([])
  },
)

test.each([126, 127, 124, 137])(
  "a tool that could not do its work is no matter of the secret: %i",
  (exitCode) => {
    const model = open(fake().expect(["secret-get", "--format=json", ID], { exitCode, stderr: "not found" }))
    expect(() => model.getSecret({ id: ID })).toThrow(HookToolError)
  },
)

test("getContent with refresh tracks the latest revision, peekContent does not", () => {
  const juju = got(fake(), [ID], '{"n":"1"}')
  got(juju, [ID, "--peek"], '{"n":"2"}')
  got(juju, [ID, "--refresh"], '{"n":"2"}')
  const secret = open(juju).getSecret({ id: ID })
  expect([secret.peekContent(), secret.getContent()]).toEqual([{ n: "2" }, { n: "1" }])
  expect([secret.getContent({ refresh: true }), secret.getContent()]).toEqual([{ n: "2" }, { n: "2" }])
})

test("setContent and setInfo on Juju 3.6; a secret known by its label asks for its id once", () => {
  const juju = new AddFake()
  const secret = openModel(juju).unit.addSecret({ key: "a" })
  secret.setContent({ key: "b" })
  secret.setInfo({ description: "d" })
  expect(() => secret.setInfo({})).toThrow("setInfo needs at least one of label, description, expire, rotate")
  expect(() => secret.setContent({ Key: "b" })).toThrow(ModelError)
  expect(juju.added.slice(1)).toEqual([
    ["secret-set", "--owner", "application", ID, "key#file"],
    ["secret-set", "--description", "d", "--owner", "application", ID],
  ])
  const byLabel = got(fake(), ["--label", "pw"])
  const info = '{"9m4e2mr0ui3e8a215n4g":{"revision":1,"label":"pw"}}'
  byLabel.expect(["secret-info-get", "--format=json", "--label", "pw"], { stdout: info })
  byLabel.expect(["secret-remove", ID, "--revision", "1"])
  byLabel.expect(["secret-remove", ID])
  const labelled = open(byLabel).getSecret({ label: "pw" })
  labelled.removeRevision(1)
  labelled.removeAllRevisions()
})

test("before Juju 3.6 unchanged settings are sent again", () => {
  const juju = got(fake(), [ID])
  const stdout = JSON.stringify({
    "9m4e2mr0ui3e8a215n4g": { revision: 1, label: "pw", rotation: "daily", expiry: "2030-01-02T03:04:05Z" },
  })
  juju.expect(["secret-info-get", "--format=json", ID], { stdout })
  const kept = ["--label", "pw", "--description", "new", "--expire", "2030-01-02T03:04:05.000Z"]
  juju.expect(["secret-set", ...kept, "--rotate", "daily", "--owner", "application", ID])
  open(juju, { JUJU_VERSION: "3.5.4" }).getSecret({ id: ID }).setInfo({ description: "new" })
})

test("grant and revoke: a relation, or one unit of it", () => {
  const juju = got(fake(), [ID])
  juju.expect(["relation-ids", "db", "--format=json"], { stdout: '["db:3"]' })
  for (const tool of ["secret-grant", "secret-revoke"]) {
    juju.expect([tool, "--relation", "3", ID])
    juju.expect([tool, "--relation", "3", "--unit", "db/1", ID])
  }
  const model = open(juju)
  const secret = model.getSecret({ id: ID })
  const relation = model.relation("db", 3)
  secret.grant(relation)
  secret.grant(relation, { unit: model.getUnit("db/1") })
  secret.revoke(relation)
  secret.revoke(relation, { unit: model.getUnit("db/1") })
})

test("a secret shows no content when it is printed", () => {
  const secret = open(got(fake(), [ID], '{"password":"hunter2"}'), relationEnv("db:1")).getSecret({ id: ID })
  expect(secret.getContent()).toEqual({ password: "hunter2" })
  expect(JSON.stringify(secret) + String(secret)).not.toContain("hunter2")
})
