import { describe, expect, test } from "vitest"
import { ArgvFake, checkDeclaredCalls } from "../../tests/argv-fake.ts"
import { HookToolOutputError, isPermissionDenied, isRelationNotFound } from "./errors.ts"
import {
  relationApp,
  relationGet,
  relationIds,
  relationList,
  relationModelGet,
  relationSet,
} from "./relation.ts"

checkDeclaredCalls()
const juju = () => new ArgvFake()

test("relation-ids gives the numbers", () => {
  const runner = juju()
    .expect(["relation-ids", "db", "--format=json"], { stdout: '["db:3","db:12"]\n' })
    .expect(["relation-ids", "none", "--format=json"], { stdout: "[]\n" })
  expect(relationIds(runner, "db")).toEqual([3, 12])
  expect(relationIds(runner, "none")).toEqual([])
})

test("relation-list gives the units, with --app the application", () => {
  const runner = juju()
    .expect(["relation-list", "--format=json", "-r", "db:3"], { stdout: '["mysql/0","mysql/10"]' })
    .expect(["relation-list", "--format=json", "--app", "-r", "db:3"], { stdout: '"mysql"' })
    .expect(["relation-list", "--format=json", "--app", "-r", "db:3"], { stdout: "null" })
    .expect(["relation-list", "--format=json", "--app", "-r", "db:3"], { stdout: '""' })
  expect(relationList(runner, "db:3")).toEqual(["mysql/0", "mysql/10"])
  expect(relationApp(runner, "db:3")).toBe("mysql")
  expect(relationApp(runner, "db:3")).toBeUndefined()
  expect(relationApp(runner, "db:3")).toBeUndefined()
})

describe("relation-get", () => {
  test("reads a unit's databag or an application's", () => {
    const runner = juju()
      .expect(["relation-get", "--format=json", "-r", "db:3", "-", "mysql/0"], { stdout: '{"a":"1","b":""}' })
      .expect(["relation-get", "--format=json", "-r", "db:3", "--app", "-", "mysql"], { stdout: "{}" })
    expect(relationGet(runner, "db:3", "mysql/0", { app: false })).toEqual({ a: "1", b: "" })
    expect(relationGet(runner, "db:3", "mysql", { app: true })).toEqual({})
  })

  test("keeps a key with the name of a JavaScript built-in", () => {
    const runner = juju().expect(["relation-get", "--format=json", "-r", "db:3", "-", "mysql/0"], {
      stdout: '{"__proto__":"x"}',
    })
    expect(Object.entries(relationGet(runner, "db:3", "mysql/0", { app: false }))).toEqual([
      ["__proto__", "x"],
    ])
  })

  test.each([
    ["{", "should write JSON"],
    ["[]", "should write a map"],
    ['{"port":80}', "should write a map in which port is a string"],
  ])("output %j is refused, naming the call", (stdout, expected) => {
    const command = ["relation-get", "--format=json", "-r", "db:3", "-", "mysql/0"]
    const read = () => relationGet(juju().expect(command, { stdout }), "db:3", "mysql/0", { app: false })
    expect(read).toThrow(HookToolOutputError)
    expect(read).toThrow(`${command.join(" ")} ${expected}, but wrote ${JSON.stringify(stdout)}`)
  })

  test("Juju's refusals are distinguished", () => {
    const refused = (stderr: string) => {
      try {
        const runner = juju().expect(["relation-get", "--format=json", "-r", "db:9", "-", "mysql/0"], {
          exitCode: 2,
          stderr,
        })
        return relationGet(runner, "db:9", "mysql/0", { app: false })
      } catch (error) {
        return { notFound: isRelationNotFound(error), denied: isPermissionDenied(error) }
      }
    }
    const gone = 'ERROR invalid value "db:9" for option -r: relation not found\n'
    expect(refused(gone)).toEqual({ notFound: true, denied: false })
    for (const named of ["relation 2 not found", 'relation "db:2" not found', "relation not found"])
      expect(refused(`ERROR ${named}\n`)).toEqual({ notFound: true, denied: false })
    expect(refused("ERROR permission denied\n")).toEqual({ notFound: false, denied: true })
    expect(refused("ERROR something else\n")).toEqual({ notFound: false, denied: false })
    expect(isRelationNotFound(new Error("relation not found"))).toBe(false)
  })
})

test("relation-set passes the data on standard input", () => {
  const runner = juju()
    .expect(["relation-set", "-r", "db:3", "--file", "-"], { stdin: '{"a":"1","gone":""}' })
    .expect(["relation-set", "-r", "db:3", "--app", "--file", "-"], { stdin: '{"b":"\\u2028é😀"}' })
  relationSet(runner, "db:3", { a: "1", gone: "" }, { app: false })
  relationSet(runner, "db:3", { b: "\u2028é😀" }, { app: true })
})

test("relation-model-get gives the uuid", () => {
  const command = ["relation-model-get", "--format=json", "-r", "db:3"]
  const runner = juju().expect(command, { stdout: '{"uuid":"u-1"}' }).expect(command, { stdout: "{}" })
  expect(relationModelGet(runner, "db:3")).toBe("u-1")
  expect(() => relationModelGet(runner, "db:3")).toThrow("should write a map with the string uuid")
})

test.each(['["db"]', '["db:x"]', "[3]", '{"db":3}'])("relation-ids: %s is refused", (stdout) => {
  expect(() => relationIds(juju().expect(["relation-ids", "db", "--format=json"], { stdout }), "db")).toThrow(
    HookToolOutputError,
  )
})
