import { JUJU_SERIES } from "../state/juju-version.ts"
import { type Command, flagsOf } from "./command.ts"

/** Names of things that exist. */
export interface ExistingNames {
  readonly applications: readonly string[]
  readonly units: readonly string[]
  readonly models: readonly string[]
  /** Charms that can be deployed by name. */
  readonly charms: readonly string[]
}

/**
 * Returns what can stand in place of the last word of a command line; empty if only the shell knows, as for files.
 *
 * @param words the words after the name of the program; the last one may be empty
 * @param namesIn looks up names in the model that the words choose; undefined: the current model
 */
export async function candidates(
  words: readonly string[],
  commands: readonly Command[],
  namesIn: (model: string | undefined) => Promise<ExistingNames>,
): Promise<readonly string[]> {
  const last = words.at(-1) ?? ""
  const startsSo = (all: readonly string[]) => all.filter((one) => one.startsWith(last))
  const [name, ...rest] = words
  if (rest.length === 0) return startsSo(commands.map((command) => command.name))
  const command = commands.find((one) => one.name === name || one.aliases?.includes(name ?? ""))
  if (command === undefined) return []
  const flags = flagsOf(command).filter(({ internal }) => !internal)
  if (last.startsWith("-"))
    return startsSo(flags.flatMap(({ names }) => names.filter(isLong).map((flag) => `--${flag}`)))
  const before = flagNamed(words.at(-2))
  const valued = flags.find(({ names, takes }) => takes !== "bool" && names.some((flag) => flag === before))
  if (valued === undefined) return startsSo(named(command.usage ?? "", await namesIn(chosenModel(words))))
  if (valued.names.includes("format")) return startsSo(command.formats ?? [])
  if (valued.names.includes("juju")) return startsSo(JUJU_SERIES)
  return startsSo(named(`<${valued.names.at(-1)}>`, await namesIn(chosenModel(words.slice(0, -2)))))
}

const isLong = (flag: string): boolean => flag.length > 1

const flagNamed = (word = ""): string | undefined => /^--?([a-z].*)$/.exec(word)?.[1]

/** The word after `-m` or `--model`. */
function chosenModel(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => ["m", "model"].includes(flagNamed(word) ?? ""))
  return at < 0 ? undefined : words[at + 1]
}

/** Returns the names that can stand for the placeholders of a usage line, as `<unit> [<unit> ...]`. */
function named(usage: string, { applications, units, models, charms }: ExistingNames): readonly string[] {
  // The shell completes paths; the application's name after a charm is new.
  if (usage.startsWith("<charm ")) return charms
  const takes = (thing: string) => new RegExp(`<${thing}\\b`).test(usage)
  const both = takes("selector")
  return [
    ...(both || takes("application") ? applications : []),
    ...(both || takes("unit") ? units : []),
    ...(takes("model") ? models : []),
    ...(takes("charm name") ? charms : []),
  ]
}
