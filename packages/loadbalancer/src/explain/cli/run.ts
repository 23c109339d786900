import { readFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { DOCUMENT_KINDS, InputError, type ParseYaml, readInput } from "../input/read-input.ts"
import { explain, type Report } from "../report/explain.ts"
import { privateKeys, withoutKeys } from "../text/printable.ts"
import { renderText } from "../text/render.ts"
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
    return await run(argv, world)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    world.stderr(`loadbalancer-interface: ${error.message}\nTry: loadbalancer-interface --help\n`)
    return 2
  }
}

async function run(argv: readonly string[], world: Surroundings): Promise<0 | 1> {
  const { values, positionals } = parse(argv)
  if (values.help || values.version) {
    world.stdout(values.help ? help : `${ownVersion()}\n`)
    return 0
  }
  const { as, juju3, juju4, json, endpoint: endpoints = [] } = values
  const [command, file, ...others] = positionals
  if (command === undefined) throw new InputError("say what to do: explain")
  if (command !== "explain")
    throw new InputError(`there is no command ${JSON.stringify(command)}, only explain`)
  if (others.length > 0) throw new InputError("one file at a time; `juju show-unit` takes several units")
  if (juju3 && juju4) throw new InputError("--juju3 or --juju4, not both")
  const kind = DOCUMENT_KINDS.find((one) => one === as)
  if (as !== undefined && kind === undefined)
    throw new InputError(`--as takes one of ${DOCUMENT_KINDS.join(", ")}`)

  const input = await readInput(await inputOf(file, world), kind, world.loadYaml)
  const dataOf = juju4 ? "own" : juju3 ? "related" : undefined
  const report = explain(input, { dataOf, endpoints })
  const keys = privateKeys(input.node)
  const clean = (text: string) => withoutKeys(text, keys)
  const { colours, width } = world
  world.stdout(json ? renderJson(report, clean) : renderText(report, { colours, width, clean }))
  return report.wrong > 0 ? 1 : 0
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        as: { type: "string" },
        endpoint: { type: "string", multiple: true },
        juju3: { type: "boolean" },
        juju4: { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean" },
      },
    })
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message : String(error))
  }
}

async function inputOf(file: string | undefined, world: Surroundings): Promise<string> {
  if (file === undefined || file === "-") {
    if (world.stdinIsTerminal) throw new InputError("give a file, or pipe something in")
    return world.readStdin()
  }
  try {
    return world.readFile(file)
  } catch (error) {
    throw new InputError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** The report for programs. */
function renderJson(report: Report, clean: (text: string) => string): string {
  const cleaned = (_key: string, value: unknown) => (typeof value === "string" ? clean(value) : value)
  return `${JSON.stringify(report, cleaned, 2)}\n`
}

function ownVersion(): string {
  // Three folders up from src/explain/cli, and from dist/explain/cli, is the package.
  const file = new URL("../../../package.json", import.meta.url)
  const { version }: { readonly version: string } = JSON.parse(readFileSync(file, "utf8"))
  return version
}
