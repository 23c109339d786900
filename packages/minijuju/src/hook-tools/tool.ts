import type { HookContext } from "../context/hook-context.ts"
import type { FlagSpecs, FlagValues } from "./flags.ts"

/** What a tool receives in one call. */
export interface ToolCall {
  readonly context: HookContext
  readonly args: readonly string[]
  readonly flags: FlagValues
  /** The caller's working directory: relative paths of `--file` and `--output` are resolved against it. */
  readonly dir: string
  /**
   * Returns the whole standard input.
   * @throws NeedStdin if the caller has not sent it yet
   */
  readStdin(): string
  /** Writes text to the caller's standard error. */
  note(text: string): void
}

/** The output of a tool: none, a text, or a value that `--format` renders. */
export type ToolAnswer = undefined | { readonly text: string } | { readonly value: unknown }

export interface HookTool {
  readonly name: string
  /** The usage line of its help: `[options] [<key>] [<unit id>]`. */
  readonly usage: string
  readonly purpose: string
  readonly flags?: FlagSpecs
  /** The default format, for tools that print a value. They have --format and --output. */
  readonly format?: "smart" | "yaml" | "json"
  readonly maxArgs?: number
  /** Returns values that flags have in this hook if they are not given, by the flags' names. Its help shows them, and charms read it. */
  defaults?(context: HookContext): Readonly<Record<string, string | undefined>>
  run(call: ToolCall): ToolAnswer
}
