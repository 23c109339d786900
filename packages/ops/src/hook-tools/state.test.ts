import { expect, test } from "vitest"
import { ArgvFake, checkDeclaredCalls } from "../../tests/argv-fake.ts"
import { HookToolOutputError } from "./errors.ts"
import { stateDelete, stateGet, stateSet } from "./state.ts"

checkDeclaredCalls()

test("state-get reads all; Juju writes null for nothing", () => {
  const runner = new ArgvFake()
    .expect(["state-get", "--format=json"], { stdout: '{"a":"1"}' })
    .expect(["state-get", "--format=json"], { stdout: "null\n" })
    .expect(["state-get", "--format=json"], { stdout: '"a"' })
  expect(stateGet(runner)).toEqual({ a: "1" })
  expect(stateGet(runner)).toEqual({})
  expect(() => stateGet(runner)).toThrow(HookToolOutputError)
})

test("state-set and state-delete", () => {
  const runner = new ArgvFake()
    .expect(["state-set", "--file", "-"], { stdin: '{"a":"[1]","b":""}' })
    .expect(["state-delete", "a"])
  stateSet(runner, { a: "[1]", b: "" })
  stateDelete(runner, "a")
})
