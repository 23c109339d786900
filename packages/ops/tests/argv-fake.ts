import { afterEach, expect } from "vitest"
import { HookToolError, type HookToolRunner } from "../src/hook-tools.ts"

/** One expected call: the whole command line, and the tool's result. */
export interface DeclaredCall {
  readonly stdin?: string
  readonly stdout?: string
  readonly exitCode?: number
  readonly stderr?: string
}

interface Expected extends DeclaredCall {
  readonly command: readonly string[]
}

/**
 * Hook tools that answer only the declared calls, in their order. An undeclared call fails at once; a declared call that is never made
 * fails the test at its end.
 */
export class ArgvFake implements HookToolRunner {
  static #made: ArgvFake[] = []
  readonly #expected: Expected[] = []

  constructor() {
    ArgvFake.#made.push(this)
  }

  expect(command: readonly string[], call: DeclaredCall = {}): this {
    this.#expected.push({ command, ...call })
    return this
  }

  run(tool: string, args: readonly string[], stdin?: string): string {
    const next = this.#expected.shift()
    expect({ command: [tool, ...args], stdin }).toEqual({ command: next?.command, stdin: next?.stdin })
    const { exitCode = 0, stdout = "", stderr = "" } = next ?? {}
    if (exitCode !== 0) throw new HookToolError({ tool, args, exitCode, stderr })
    return stdout
  }

  /** Returns the declared calls, of all fakes, that were not made since the last time. */
  static leftOver(): string[] {
    const left = ArgvFake.#made.flatMap((fake) => fake.#expected.map(({ command }) => command.join(" ")))
    ArgvFake.#made = []
    return left
  }
}

/** Call it once at the top of a test file. */
export function checkDeclaredCalls(): void {
  afterEach(() => {
    expect(ArgvFake.leftOver(), "declared calls that were not made").toEqual([])
  })
}
