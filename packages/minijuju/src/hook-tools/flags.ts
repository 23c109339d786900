import { usageError } from "./tool-error.ts"

/** A flag by its names, long and short: `{ names: ["r", "relation"], takes: "value" }`. */
export interface FlagSpec {
  readonly names: readonly [string, ...string[]]
  /** `list`: may be given several times; each adds a value. */
  readonly takes: "value" | "list" | "bool"
  readonly help: string
  /** Accepted so that scripts run; a command warns that it has no effect. */
  readonly ignored?: true
  /** For programs of this project: not shown in the help. */
  readonly internal?: true
  /** Checks a value; returns the reason if it is refused. */
  readonly check?: (value: string) => string | undefined
}

export type FlagSpecs = readonly FlagSpec[]

/** Parsed flags, by their first name. */
export class FlagValues {
  readonly #values: ReadonlyMap<string, string | boolean | readonly string[]>
  readonly #spellings: ReadonlyMap<string, string>

  constructor(
    values: ReadonlyMap<string, string | boolean | readonly string[]>,
    spellings: ReadonlyMap<string, string>,
  ) {
    this.#values = values
    this.#spellings = spellings
  }

  /** The flag as the caller wrote it, for errors: `--relation`, or `-r`. */
  spelling(name: string): string {
    return this.#spellings.get(name) ?? `-${name}`
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name)
    return typeof value === "string" ? value : undefined
  }

  list(name: string): readonly string[] {
    const value = this.#values.get(name)
    return typeof value === "object" ? value : []
  }

  /** Whether the flag was given, with any value. */
  has(name: string): boolean {
    return this.#values.has(name)
  }

  bool(name: string): boolean {
    return this.#values.get(name) === true
  }
}

const TRUE = new Set(["1", "t", "T", "true", "TRUE", "True"])
const FALSE = new Set(["0", "f", "F", "false", "FALSE", "False"])

interface ParseOptions {
  readonly argsEndFlags?: boolean
  /** Finds the name that was meant by an unknown one. Hook tools have none, so that they answer as Juju's do. */
  readonly nearest?: (name: string, names: readonly string[]) => string | undefined
}

/**
 * Parses a command line like Juju's flag library: flags and arguments in any order, `--` ends the flags. With
 * `argsEndFlags` the first argument ends the flags as well, for commands that pass the rest on to a program.
 */
export function parseFlags(
  specs: FlagSpecs,
  argv: readonly string[],
  { argsEndFlags = false, nearest }: ParseOptions = {},
): { flags: FlagValues; args: string[]; help: boolean } {
  const values = new Map<string, string | boolean>()
  const lists = new Map<string, string[]>()
  const spellings = new Map<string, string>()
  const args: string[] = []
  let help = false
  const rest = [...argv]
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--") {
      args.push(...rest)
      break
    }
    if (!arg.startsWith("-") || arg === "-") {
      args.push(arg)
      if (!argsEndFlags) continue
      args.push(...rest)
      break
    }
    const { name, shown, attached } = splitFlag(specs, arg)
    if (name === "help" || name === "h") {
      help = true
      continue
    }
    const spec = specs.find(({ names }) => names.includes(name))
    if (spec === undefined)
      throw usageError(
        `option provided but not defined: ${shown}${didYouMean(nearest?.(name, shownNames(specs)))}`,
      )
    spellings.set(spec.names[0], shown)
    if (spec.takes === "bool") {
      values.set(spec.names[0], boolValue(attached, shown))
      continue
    }
    const value = attached ?? rest.shift()
    if (value === undefined) throw usageError(`option needs an argument: ${shown}`)
    const reason = spec.check?.(value)
    if (reason !== undefined)
      throw usageError(`invalid value ${JSON.stringify(value)} for option ${shown}: ${reason}`)
    if (spec.takes === "list") lists.set(spec.names[0], [...(lists.get(spec.names[0]) ?? []), value])
    else values.set(spec.names[0], value)
  }
  return {
    flags: new FlagValues(
      new Map<string, string | boolean | readonly string[]>([...values, ...lists]),
      spellings,
    ),
    args,
    help,
  }
}

const shownNames = (specs: FlagSpecs): string[] =>
  specs.flatMap(({ names, internal }) => (internal ? [] : names.filter((name) => name.length > 1)))

const didYouMean = (name: string | undefined) => (name === undefined ? "" : `; did you mean --${name}?`)

function splitFlag(
  specs: FlagSpecs,
  arg: string,
): { name: string; shown: string; attached: string | undefined } {
  if (arg.startsWith("--")) {
    const [, name = "", , value] = /^--([^=]*)(=([\s\S]*))?$/.exec(arg) ?? []
    return { name, shown: `--${name}`, attached: value }
  }
  const name = arg.slice(1, 2)
  const tail = arg.slice(2)
  const isBool = specs.some(({ names, takes }) => names.includes(name) && takes === "bool")
  const attached = tail === "" ? undefined : isBool && tail.startsWith("=") ? tail.slice(1) : tail
  return { name, shown: `-${name}`, attached }
}

function boolValue(text: string | undefined, shown: string): boolean {
  if (text === undefined || TRUE.has(text)) return true
  if (FALSE.has(text)) return false
  throw usageError(
    `invalid value ${JSON.stringify(text)} for option ${shown}: strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`,
  )
}
