import { readFileSync } from "node:fs"
import { type JsonNode, parsePythonJson } from "../../wire.ts"
import { InputError, type ParseYaml, readInput } from "../input/read-input.ts"
import { explain, explainText, type Report } from "../report/explain.ts"
import { privateKeys, withoutKeys } from "../text/printable.ts"
import { renderText } from "../text/render.ts"
import { type Arguments, parseArguments, UsageError } from "./arguments.ts"
import { help } from "./help.ts"

/** What the command has to do with the world: the process's streams and files, or a test's. */
export interface Surroundings {
  stdout(text: string): void
  stderr(text: string): void
  readStdin(): Promise<string>
  /** @throws Error with the system's words */
  readFile(path: string): string
  /** Gives undefined if no YAML parser is installed. */
  loadYaml(): Promise<ParseYaml | undefined>
  readonly stdinIsTerminal: boolean
  readonly colours: boolean
  readonly width: number
}

/** Runs `loadbalancer-interface` and returns its exit status: 0 fine, 1 something is wrong in the data, 2 wrong use. */
export async function runCli(argv: readonly string[], world: Surroundings): Promise<0 | 1 | 2> {
  try {
    const args = parseArguments(argv)
    if (args === "help" || args === "version") {
      world.stdout(args === "help" ? help : `${ownVersion()}\n`)
      return 0
    }
    return await run(args, world)
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof InputError)) throw error
    world.stderr(`loadbalancer-interface: ${error.message}\nTry: loadbalancer-interface --help\n`)
    return 2
  }
}

async function run(args: Arguments, world: Surroundings): Promise<0 | 1> {
  const { report, node } = await explained(await inputOf(args, world), args, world)
  const keys = privateKeys(node)
  const clean = (text: string) => withoutKeys(text, keys)
  const { colours, width } = world
  world.stdout(args.json ? renderJson(report, clean) : renderText(report, { colours, width, clean }))
  return report.wrong > 0 ? 1 : 0
}

async function inputOf({ file }: Arguments, world: Surroundings): Promise<string> {
  if (file === undefined) {
    if (world.stdinIsTerminal) throw new UsageError("give a file, or pipe something in")
    return world.readStdin()
  }
  try {
    return world.readFile(file)
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function explained(
  text: string,
  args: Arguments,
  world: Surroundings,
): Promise<{ report: Report; node: JsonNode }> {
  if (args.as !== undefined) {
    const json = parsePythonJson(text)
    return { report: explainText(text, args.as), node: json.ok ? json.value : null }
  }
  const given = await readInput(text, world.loadYaml)
  // A databag's value in quotes, as it is copied out of JSON.
  const isQuoted = typeof given === "string"
  const node = isQuoted ? await readInput(given, world.loadYaml) : given
  return { report: explain(node, isQuoted ? given : text, args), node }
}

/** The report for programs. */
function renderJson(report: Report, clean: (text: string) => string): string {
  const cleaned = (_key: string, value: unknown) => (typeof value === "string" ? clean(value) : value)
  return `${JSON.stringify(report, cleaned, 2)}\n`
}

function ownVersion(): string {
  // Three folders up from src/explain/cli, and from dist/explain/cli, is the package.
  const manifest: unknown = JSON.parse(
    readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
  )
  const known = typeof manifest === "object" && manifest !== null && "version" in manifest
  return known ? String(manifest.version) : "unknown"
}
