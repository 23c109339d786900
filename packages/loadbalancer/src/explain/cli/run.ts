import { readFileSync } from "node:fs"
import { type JsonNode, parsePythonJson } from "../../wire.ts"
import { InputError, type ParseYaml, readInput } from "../input/read-input.ts"
import { explain, explainText } from "../report/explain.ts"
import type { Report } from "../report/report.ts"
import { coloured, plain } from "../text/page.ts"
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
  const { report, keys } = await reportOf(await inputOf(args, world), args, world)
  const clean = (text: string) => withoutKeys(text, keys)
  const paint = world.colours ? coloured : plain
  world.stdout(
    args.json ? renderJson(report, clean) : renderText(report, { paint, width: world.width, clean }),
  )
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

/** The report for programs. */
function renderJson(report: Report, clean: (text: string) => string): string {
  const cleaned = (_key: string, value: unknown) => (typeof value === "string" ? clean(value) : value)
  return `${JSON.stringify(report, cleaned, 2)}\n`
}

interface Explained {
  readonly report: Report
  readonly keys: readonly string[]
}

async function reportOf(text: string, args: Arguments, world: Surroundings): Promise<Explained> {
  if (args.as !== undefined) {
    const json = parsePythonJson(text)
    return { report: explainText(text, args.as), keys: json.ok ? privateKeys(json.value) : [] }
  }
  const node = await readInput(text, () => world.loadYaml())
  // A databag's value in quotes, as it is copied out of JSON.
  if (typeof node === "string") return explained(await readInput(node, () => world.loadYaml()), node, args)
  return explained(node, text, args)
}

const explained = (node: JsonNode, text: string, args: Arguments): Explained => ({
  report: explain(node, text, args),
  keys: privateKeys(node),
})

function ownVersion(): string {
  // Three folders up from src/explain/cli, and from dist/explain/cli, is the package.
  const manifest: unknown = JSON.parse(
    readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
  )
  const known = typeof manifest === "object" && manifest !== null && "version" in manifest
  return known ? String(manifest.version) : "unknown"
}
