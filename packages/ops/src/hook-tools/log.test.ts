import { expect, test } from "vitest"
import fc, { character } from "../../../../suite/fast-check.ts"
import { ArgvFake, checkDeclaredCalls } from "../../tests/argv-fake.ts"
import { argumentPieces } from "./argument-pieces.ts"
import { jujuLog } from "./log.ts"

checkDeclaredCalls()

test("juju-log: a message is never taken for a flag", () => {
  jujuLog(
    new ArgvFake().expect(["juju-log", "--log-level", "WARNING", "--", "--debug"]),
    "WARNING",
    "--debug",
  )
})

test("an empty message is no call", () => {
  jujuLog(new ArgvFake(), "INFO", "")
})

test("a message that is too long is sent in parts that fit, after a line that says so", () => {
  const message = "é".repeat(131_071)
  const sent: string[] = []
  const run = (_: string, args: readonly string[]) => {
    sent.push(args.at(-1) ?? "")
    return ""
  }
  jujuLog({ run }, "ERROR", message)
  const [notice, ...parts] = sent
  expect(notice).toContain("3 parts")
  expect(parts.map((part) => Buffer.byteLength(part))).toEqual([131_070, 131_070, 2])
  expect(parts.join("")).toBe(message)
})

test("the longest message that fits is sent as one", () => {
  const message = "x".repeat(131_071)
  jujuLog(new ArgvFake().expect(["juju-log", "--log-level", "INFO", "--", message]), "INFO", message)
})

test("pieces never cut a character and lose nothing", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: character, maxLength: 200 }),
      fc.integer({ min: 4, max: 20 }),
      (text, limit) => {
        const pieces = argumentPieces(text, limit)
        expect(pieces.join("")).toBe(text.replaceAll("\0", "\\0"))
        expect(pieces.every((piece) => Buffer.byteLength(piece) <= limit)).toBe(true)
      },
    ),
  )
})
