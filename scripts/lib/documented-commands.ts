import { readFileSync } from "node:fs"
import { join } from "node:path"
import { packageJson } from "../../packages/create-charm/src/create/package-json.ts"
import { runCli as createCharm } from "../../packages/create-charm/src/create/run-cli.ts"
import { runCli as explain } from "../../packages/loadbalancer/src/explain/cli/run.ts"
import { commandFirst, parseCommandLine } from "../../packages/minijuju/src/cli/parse.ts"
import { parseArguments } from "../../packages/pack/src/pack/cli/arguments.ts"
import type { CodeBlock } from "./code-blocks.ts"

const SHELL = ["", "sh", "console"]

/** Lists the commands in a block for a shell, one for each program that is started. In a block with lines `$ …`, the others are output. */
export function commandsOf({ language, text }: CodeBlock): string[] {
  if (!SHELL.includes(language)) return []
  const lines = text.replaceAll("\\\n", " ").split("\n")
  const asked = lines.filter((line) => line.startsWith("$ ")).map((line) => line.slice(2))
  return (asked.length > 0 ? asked : lines)
    .map((line) => line.replace(/(^|\s)#.*$/, ""))
    .flatMap((line) => line.split(/&&|\||;|\$\(|\)/))
    .map((command) => command.trim().replace(/^(\w+=\S*\s+)+/, ""))
    .filter((command) => programOf(command) !== undefined)
}

/** Checks a command with the parser of its program: returns what is wrong, or undefined. */
export async function commandProblem(command: string, root: string): Promise<string | undefined> {
  const words = (command.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) =>
    word.replace(/^(["'])(.*)\1$/, "$2"),
  )
  const program = programOf(command)
  if (program === undefined) return "no program of this repository"
  const args = words.slice(program.split(" ").length)
  try {
    return await PROGRAMS[program]?.(args, root)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Parses arguments; throws an error, or resolves to what is wrong. */
type Check = (args: readonly string[], root: string) => Promise<string | undefined> | string | undefined

const minijuju: Check = (args) => {
  parseCommandLine(commandFirst(args))
  return undefined
}

const pack: Check = (args) => {
  parseArguments(args)
  return undefined
}

// With --help, these two parse their options and do nothing else.
const lb: Check = async (args) => {
  if (args[0] !== "explain") return `there is no command ${args[0]}`
  const said: string[] = []
  const code = await explain([...args, "--help"], {
    stdout: () => {},
    stderr: (text) => said.push(text),
    readStdin: async () => "",
    readFile: () => "",
    loadYaml: async () => undefined,
    stdinIsTerminal: false,
    colours: false,
    width: 80,
  })
  return code === 0 ? undefined : said.join("")
}

const create: Check = async (args) => {
  const said: string[] = []
  const code = await createCharm([...args, "--help"], {
    stdout: () => {},
    stderr: (text) => said.push(text),
  })
  return code === 0 ? undefined : said.join("")
}

/** A script of this repository, or of a project that `npm create charm` makes. */
const script: Check = ([name = ""], root) => {
  const texts = [readFileSync(join(root, "package.json"), "utf8"), packageJson("any", "", "npm")]
  const isScript = texts.some((text) => Object.hasOwn(JSON.parse(text).scripts, name))
  return isScript ? undefined : `no package.json has the script ${name}`
}

const PROGRAMS: Readonly<Record<string, Check>> = {
  minijuju,
  "npx minijuju": minijuju,
  "charmkit-pack": pack,
  "npx charmkit-pack": pack,
  "npx loadbalancer-interface": lb,
  "npm create charm": create,
  "npm run": script,
}

function programOf(command: string): string | undefined {
  return Object.keys(PROGRAMS).find((program) => command === program || command.startsWith(`${program} `))
}
