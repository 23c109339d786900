import { expect, test } from "vitest"
import { ArgvFake, checkDeclaredCalls } from "../../tests/argv-fake.ts"
import { actionFail, actionGet, actionLog, actionSet } from "./action.ts"
import { HookToolError, HookToolOutputError } from "./errors.ts"

checkDeclaredCalls()

test("action-get reads the parameters as they are", () => {
  const runner = new ArgvFake()
    .expect(["action-get", "--format=json"], { stdout: '{"count":3,"names":["a"],"deep":{"x":null}}' })
    .expect(["action-get", "--format=json"], { stdout: '"x"' })
  expect(actionGet(runner)).toEqual({ count: 3, names: ["a"], deep: { x: null } })
  expect(() => actionGet(runner)).toThrow(HookToolOutputError)
})

test("outside of an action Juju's refusal is thrown", () => {
  const runner = new ArgvFake().expect(["action-get", "--format=json"], {
    exitCode: 1,
    stderr: "ERROR not running an action\n",
  })
  expect(() => actionGet(runner)).toThrow(HookToolError)
})

test("action-set, action-log and action-fail", () => {
  const runner = new ArgvFake()
    .expect(["action-set", "a.b=1", "c=x=y"])
    .expect(["action-log", "--", "-v"])
    .expect(["action-fail", "--", ""])
  actionSet(runner, { "a.b": "1", c: "x=y" })
  actionLog(runner, "-v")
  actionFail(runner, "")
})
