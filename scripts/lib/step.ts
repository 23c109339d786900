import { spawnSync } from "node:child_process"
import type { Check } from "./command.ts"

export interface StepResult {
  readonly ok: boolean
  /** Printed if the step fails. */
  readonly output: string
}

/** One step of `npm run check`. */
export interface Step {
  readonly name: string
  run(root: string): StepResult
}

/** Creates a step that runs a program of node_modules/.bin. */
export function program(name: string, command: string, args: readonly string[]): Step {
  return {
    name,
    run(root) {
      const result = spawnSync(`${root}/node_modules/.bin/${command}`, args, {
        cwd: root,
        encoding: "utf8",
        maxBuffer: 64 << 20,
      })
      if (result.error) return { ok: false, output: `${command}: ${result.error.message}` }
      return { ok: result.status === 0, output: `${result.stdout}${result.stderr}` }
    },
  }
}

/** Creates a step that runs one of the checks in this folder. */
export function ownCheck(name: string, check: Check): Step {
  return {
    name,
    run(root) {
      const problems = check(root)
      return { ok: problems.length === 0, output: problems.join("\n") }
    },
  }
}

/** Runs all steps in sequence, also after failures, and returns whether all succeeded. */
export function runSteps(steps: readonly Step[], root: string, print: (line: string) => void): boolean {
  const width = Math.max(...steps.map(({ name }) => name.length))
  let allOk = true
  for (const step of steps) {
    const start = performance.now()
    const { ok, output } = step.run(root)
    const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6)
    print(`${step.name.padEnd(width)} ${seconds} s  ${ok ? "ok" : "FAILED"}`)
    if (!ok) print(indent(output))
    allOk &&= ok
  }
  return allOk
}

function indent(output: string): string {
  return output.trimEnd().replace(/^/gm, "  ")
}
