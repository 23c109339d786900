import type { CharmPlaces } from "../charm/library/places.ts"
import type { Controller } from "../controller/controller.ts"
import type { PersistentModel } from "../controller/persistent-model.ts"
import type { AskOptions } from "../dashboard/foreground.ts"
import type { FlagSpec, FlagSpecs, FlagValues } from "../hook-tools/flags.ts"
import type { JujuSeries } from "../state/juju-version.ts"
import type { Console } from "./console.ts"
import { JUJU_FLAG } from "./juju-flag.ts"

/** What a command receives in one call. It runs in the background process. */
export interface CommandCall {
  readonly args: readonly string[]
  readonly flags: FlagValues
  readonly controller: Controller
  readonly console: Console
  /** The caller's working directory: relative paths are resolved against it. */
  readonly cwd: string
  /** Where the caller's charms are looked up by name. */
  readonly places: CharmPlaces
  /** Aborted when the caller has disconnected. */
  readonly signal: AbortSignal
  /** The model of `-m`, of JUJU_MODEL, or the current one. */
  readonly modelName: string | undefined
  /** The Juju of `--juju`, or of the caller's MINIJUJU_JUJU: a model that the command creates emulates it. */
  readonly juju: JujuSeries
  /**
   * Returns the model with this name, by default `modelName`.
   * @throws MinijujuError if there is none, or if it does not emulate the Juju of `--juju`
   */
  model(name?: string): PersistentModel
}

/** What a command receives that uses no model. */
export type LocalCall = Pick<CommandCall, "args" | "flags" | "console" | "cwd" | "juju">

/** What a command receives that runs in the caller's process and sends requests to the background process. */
export interface ForegroundCall extends LocalCall {
  /** Runs another command line in the background process and resolves to its exit code. */
  ask(argv: readonly string[], console: Console, options: AskOptions): Promise<number>
}

export interface Command {
  readonly name: string
  readonly aliases?: readonly string[]
  /** The arguments after the options: `<application> [<name>]`. */
  readonly usage?: string
  readonly purpose: string
  readonly details?: string
  /** Command lines without the name of the program. */
  readonly examples?: readonly string[]
  readonly flags?: FlagSpecs
  /** Set for commands that do not use a model and have no -m. */
  readonly noModel?: true
  /** Values of `--format`, the default first. */
  readonly formats?: readonly string[]
  /** Everything after the first argument is passed on to the program that the command starts. */
  readonly argsEndFlags?: true
  readonly maxArgs?: number
  /** Runs the command in the caller's process, without a background process. */
  runHere?(call: LocalCall): number
  /** Runs the command in the caller's process until it ends by itself or is interrupted. */
  runInForeground?(call: ForegroundCall): Promise<number>
  /** Resolves to the exit code; undefined means 0. */
  run(call: CommandCall): Promise<number | undefined> | number | undefined
}

/** Flags that a command accepts and that change nothing here: it says so when they are given. */
export function ignoredFlags(takes: FlagSpec["takes"], ...names: readonly string[]): FlagSpecs {
  const help = "Accepted without effect, with a warning"
  return names.map((name) => ({ names: [name], takes, help, ignored: true }))
}

/** Flags of all commands. They may also come before the command. */
export const COMMON: FlagSpecs = [
  JUJU_FLAG,
  { names: ["debug"], takes: "bool", help: "Accepted; there is nothing more to show" },
  { names: ["q", "quiet"], takes: "bool", help: "Show no informational output" },
  { names: ["v", "verbose"], takes: "bool", help: "Accepted; there is nothing more to show" },
  { names: ["show-log"], takes: "bool", help: "Accepted; there is nothing more to show" },
  { names: ["logging-config"], takes: "value", help: "Accepted; there is nothing more to show" },
  { names: ["B", "no-browser-login"], takes: "bool", help: "Accepted; there is no login" },
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

/** Returns all flags of a command: its own, --format if it prints data, and the common ones. */
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
