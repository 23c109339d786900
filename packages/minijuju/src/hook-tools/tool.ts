import type { HookContext } from "../context/hook-context.ts"
import type { FlagSpecs, FlagValues } from "./flags.ts"

/** What a tool works with in one call. */
export interface ToolCall {
  readonly context: HookContext
  readonly args: readonly string[]
  readonly flags: FlagValues
  /** Where the caller stands: relative paths of `--file` and `--output` count from here. */
  readonly dir: string
  /** The whole standard input; throws NeedStdin when the caller has not sent it yet. */
  readStdin(): string
  /** Writes a line to the caller's standard error. */
  warn(line: string): void
}

/** What a tool answers: nothing, text as it is, or a value that `--format` renders. */
export type ToolAnswer = undefined | { readonly text: string } | { readonly value: unknown }

export interface HookTool {
  readonly name: string
  /** As in the first line of its help: `[options] [<key>] [<unit id>]`. */
  readonly usage: string
  readonly purpose: string
  readonly flags?: FlagSpecs
  /** Tools that print a value take --format and --output; this is the default format. */
  readonly format?: "smart" | "yaml" | "json"
  readonly maxArgs?: number
  run(call: ToolCall): ToolAnswer
}
