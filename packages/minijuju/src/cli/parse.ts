import { nearest } from "@charmkit/ops/metadata"
import { type FlagValues, parseFlags } from "../hook-tools/flags.ts"
import { usageError } from "../hook-tools/tool-error.ts"
import { COMMON, type Command, flagsOf } from "./command.ts"
import { COMMANDS } from "./table.ts"

/** A parsed command line. */
export type CommandLine =
  | { readonly kind: "help"; readonly command: Command | undefined }
  | {
      readonly kind: "run"
      readonly command: Command
      readonly args: readonly string[]
      readonly flags: FlagValues
    }

/** Puts options that come before the command behind it: `--juju 4.0 deploy` becomes `deploy --juju 4.0`. */
export function commandFirst(argv: readonly string[]): readonly string[] {
  if (["-h", "--help"].includes(argv[0] ?? "")) return argv
  const words = argv.map((word) => (word === "--version" ? "version" : word))
  const { args } = parseFlags(COMMON, words, { argsEndFlags: true })
  const [command] = args
  return command === undefined ? [] : [command, ...argv.toSpliced(-args.length, 1)]
}

/**
 * Parses a command line that begins with the command.
 * @throws ToolError with exit code 2 for wrong usage
 */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const [first, ...rest] = argv
  if (first === undefined || first === "--help" || first === "-h") return { kind: "help", command: undefined }
  if (first === "help") {
    const [name] = parseFlags(COMMON, rest).args
    return { kind: "help", command: name === undefined || name === "commands" ? undefined : find(name) }
  }
  const command = find(first)
  const { flags, args, help } = parseFlags(flagsOf(command), rest, {
    argsEndFlags: command.argsEndFlags ?? false,
    nearest,
  })
  if (help) return { kind: "help", command }
  const surplus = args.slice(command.maxArgs ?? args.length)
  if (surplus.length > 0)
    throw usageError(`unrecognized args: [${surplus.map((arg) => JSON.stringify(arg)).join(" ")}]`)
  return { kind: "run", command, args, flags }
}

/** Juju's commands that ask Charmhub. */
const STORE_COMMANDS = ["info", "find", "download"]

function find(name: string): Command {
  const found = COMMANDS.find((command) => command.name === name || command.aliases?.includes(name))
  if (found !== undefined) return found
  if (STORE_COMMANDS.includes(name))
    throw usageError(
      `minijuju: "${name}" is not a minijuju command: there is no charm store. "minijuju charms" lists what can be deployed by name.`,
    )
  const all = COMMANDS.map((command) => command.name)
  const alike = nearest(
    name,
    COMMANDS.flatMap((command) => [command.name, ...(command.aliases ?? [])]),
  )
  const near = alike === undefined ? all.filter((one) => one.startsWith(name.slice(0, 3))) : [alike]
  const hint = near.length === 0 ? `See "minijuju --help".` : `Did you mean: ${near.join(", ")}?`
  throw usageError(`minijuju: "${name}" is not a minijuju command. ${hint}`)
}
