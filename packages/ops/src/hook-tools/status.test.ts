import { expect, test } from "vitest"
import { ArgvFake, checkDeclaredCalls } from "../../tests/argv-fake.ts"
import { HookToolOutputError } from "./errors.ts"
import { statusGet, statusSet } from "./status.ts"

checkDeclaredCalls()
const UNIT = ["status-get", "--include-data", "--format=json", "--application=false"]
const APPLICATION = ["status-get", "--include-data", "--format=json", "--application=true"]

test("status-get reads the unit's and the application's, which Juju nests", () => {
  const runner = new ArgvFake()
    .expect(UNIT, { stdout: '{"message":"m","status":"active","status-data":{}}' })
    .expect(APPLICATION, {
      stdout: '{"application-status":{"message":"","status":"blocked","status-data":{},"units":{}}}',
    })
  expect(statusGet(runner, { application: false })).toEqual({ status: "active", message: "m" })
  expect(statusGet(runner, { application: true })).toEqual({ status: "blocked", message: "" })
})

test.each([
  [UNIT, "{}"],
  [UNIT, '{"status":"active","message":1}'],
  [APPLICATION, '{"status":"active","message":""}'],
])("%j that writes %s is refused", (command, stdout) => {
  const application = command === APPLICATION
  expect(() => statusGet(new ArgvFake().expect(command, { stdout }), { application })).toThrow(
    HookToolOutputError,
  )
})

test("status-set: a message is never taken for a flag", () => {
  const runner = new ArgvFake()
    .expect(["status-set", "--application=False", "active", "--", "--help"])
    .expect(["status-set", "--application=True", "blocked", "--", ""])
  statusSet(runner, { application: false }, "active", "--help")
  statusSet(runner, { application: true }, "blocked", "")
})
