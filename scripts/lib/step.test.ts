import { expect, test } from "vitest"
import { ownCheck, program, runSteps } from "./step.ts"

function printed(...steps: Parameters<typeof runSteps>[0]): { ok: boolean; lines: string[] } {
  const lines: string[] = []
  const ok = runSteps(steps, process.cwd(), (line) => lines.push(line))
  return { ok, lines }
}

test("one line for each step; the output of failures only", () => {
  const { ok, lines } = printed(
    ownCheck("bad", () => ["one", "two"]),
    ownCheck("good", () => []),
  )
  expect(ok).toBe(false)
  expect(lines).toEqual([
    expect.stringMatching(/^bad {4,}\d+\.\d s {2}FAILED$/),
    "  one\n  two",
    expect.stringMatching(/^good {3,}\d+\.\d s {2}ok$/),
  ])
})

test("a program's exit status decides, and its output is kept", () => {
  expect(program("types", "tsc", ["--version"]).run(process.cwd()).ok).toBe(true)
  const failed = program("types", "tsc", ["--no-such-option"]).run(process.cwd())
  expect(failed.ok).toBe(false)
  expect(failed.output).toContain("no-such-option")
})

test("a missing program fails", () => {
  const missing = program("x", "no-such-program", []).run(process.cwd())
  expect(missing).toEqual({ ok: false, output: expect.stringContaining("no-such-program") })
})
