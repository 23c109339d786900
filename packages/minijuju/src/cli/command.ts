import type { Controller } from "../daemon/controller.ts"
import type { KeptModel } from "../daemon/kept-model.ts"
import type { FlagSpec, FlagSpecs, FlagValues } from "../hook-tools/flags.ts"
import type { ClientOptions } from "./client.ts"
import type { Console } from "./console.ts"

/** Everything a command works with in one call. It runs in the background process. */
export interface CommandCall {
  readonly args: readonly string[]
  readonly flags: FlagValues
  readonly controller: Controller
  readonly console: Console
  /** Where the caller stands: relative paths count from here. */
  readonly cwd: string
  /** Ends when the caller has gone. */
  readonly signal: AbortSignal
  /** The model of `-m`, JUJU_MODEL, or the current one. */
  readonly modelName: string | undefined
  model(): KeptModel
}

/** What a command needs that asks no model. */
export type LocalCall = Pick<CommandCall, "args" | "flags" | "console" | "cwd">

/** What a command needs that stays in the caller's process and asks the background process itself. */
export interface AttendingCall extends LocalCall {
  /** Has another command line run, and resolves to its exit code. */
  ask(argv: readonly string[], console: Console, options: AskOptions): Promise<number>
}

export type AskOptions = Pick<ClientOptions, "startNone" | "signal">

export interface Command {
  readonly name: string
  readonly aliases?: readonly string[]
  /** What follows the options: `<application> [<name>]`. */
  readonly usage?: string
  readonly purpose: string
  readonly details?: string
  /** Command lines without the program's name. */
  readonly examples?: readonly string[]
  readonly flags?: FlagSpecs
  /** Most commands work on a model and take -m. */
  readonly noModel?: true
  /** What `--format` may be, the default first. */
  readonly formats?: readonly string[]
  /** Everything after the first argument belongs to the program that is started. */
  readonly argsEndFlags?: true
  readonly maxArgs?: number
  /** Runs in the caller's process: no background process is started for it. */
  runHere?(call: LocalCall): number
  /** Stays in the caller's process, for as long as it likes. */
  attend?(call: AttendingCall): Promise<number>
  /** Resolves to the exit code, 0 when it says nothing. */
  run(call: CommandCall): Promise<number | undefined> | number | undefined
}

const COMMON: FlagSpecs = [
  { names: ["debug"], takes: "bool", help: "Accepted; there is nothing more to show" },
  { names: ["q", "quiet"], takes: "bool", help: "Show no informational output" },
  { names: ["v", "verbose"], takes: "bool", help: "Accepted; there is nothing more to show" },
]

const MODEL: FlagSpec = {
  names: ["m", "model"],
  takes: "value",
  help: "Model to operate in. Accepts [<controller name>:]<model name>|<model UUID>",
}

const CONTROLLER: FlagSpec = {
  names: ["c", "controller"],
  takes: "value",
  help: "Accepted; there is one controller",
}

/** All flags of a command: its own, --format where it prints data, and those that every command has. */
export function flagsOf(command: Command): FlagSpecs {
  const { formats } = command
  const format: FlagSpecs =
    formats === undefined
      ? []
      : [
          {
            names: ["format"],
            takes: "value",
            help: `Specify output format (${formats.join("|")}), default ${formats[0]}`,
            check: (value) => (formats.includes(value) ? undefined : `unknown format "${value}"`),
          },
          { names: ["o", "output"], takes: "value", help: "Specify an output file" },
        ]
  const own = command.flags ?? []
  const shared = [command.noModel ? CONTROLLER : MODEL, ...COMMON]
  const taken = new Set(own.flatMap(({ names }) => names))
  return [...own, ...format, ...shared.filter(({ names }) => !names.some((name) => taken.has(name)))]
}
