import { basename, relative, resolve } from "node:path"
import { createInterface } from "node:readline/promises"
import { parseArgs } from "node:util"
import { CreateError, checkName, KINDS, STYLES } from "./charm-project.ts"
import { createCharm } from "./create-charm.ts"
import { isYarn1, managerOf, PACKAGE_MANAGERS } from "./package-manager.ts"

const help = `create-charm: a Juju charm in TypeScript that packs, tests and deploys

Usage:
  npm create charm [FOLDER] -- [options]

FOLDER is created, or empty. What is not given is asked for; without a terminal it is consumer and declared.

Options:
  --name NAME    the charm's name (default: the folder's)
  --kind KIND    consumer: requests a load balancer
                 provider: provides load balancers
                 plain: neither
  --style STYLE  declared: the charm says what it wants, the library does the steps
                 operator: the charm observes events, as with ops in Python
                 reactive: the charm sets and tests flags, as with charms.reactive
  --package-manager MANAGER
                 npm, pnpm or yarn (default: the one that runs this)
  --json         print a JSON object: folder, name, kind, style, packageManager, files
  --help         print this

Example:
  npm create charm my-charm -- --kind consumer --style declared
  cd my-charm && npm install && npm run check && npm run pack

Exit status: 0 created, 1 the folder or the name cannot be used, 2 wrong usage, 130 interrupted.
`

class UsageError extends Error {}

/** The command's output: the process's streams, or a test's lists. */
export interface CliOutput {
  stdout(text: string): void
  stderr(text: string): void
}

/** Runs `create-charm` and returns its exit status. */
export async function runCli(argv: readonly string[], out: CliOutput): Promise<0 | 1 | 2 | 130> {
  try {
    const options = parse(argv)
    if (options.help === true) {
      out.stdout(help)
      return 0
    }
    await create(options, out)
    return 0
  } catch (error) {
    // Ctrl+C or Ctrl+D at a question.
    if (error instanceof Error && error.name === "AbortError") return 130
    if (!(error instanceof CreateError || error instanceof UsageError)) throw error
    const isUsage = error instanceof UsageError
    out.stderr(`create-charm: ${error.message}\n${isUsage ? "Try: npm create charm -- --help\n" : ""}`)
    return isUsage ? 2 : 1
  }
}

function parse(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      // Not every package manager takes the `--` out.
      args: argv.filter((arg) => arg !== "--"),
      allowPositionals: true,
      options: {
        name: { type: "string" },
        kind: { type: "string" },
        style: { type: "string" },
        "package-manager": { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    })
    const [folder, ...others] = positionals
    if (others.length > 0)
      throw new UsageError(
        `one folder at a time, but there are ${positionals.join(", ")}; npm passes on only the options after "--"`,
      )
    return { ...values, folder }
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(error instanceof Error ? error.message : String(error))
  }
}

async function create(given: ReturnType<typeof parse>, out: CliOutput): Promise<void> {
  const place = (folder: string) => {
    const name = given.name ?? basename(resolve(folder))
    checkName(name)
    return { folder, name }
  }
  const { folder, name } =
    given.folder === undefined
      ? await ask("Folder and name of the charm", "my-charm", place)
      : place(given.folder)
  const kind = await choice(KINDS, "--kind", given.kind, "What it is", "consumer")
  const style = await choice(STYLES, "--style", given.style, "Its style", "declared")
  const chosen = given["package-manager"]
  const agent = process.env.npm_config_user_agent ?? ""
  const packageManager =
    chosen === undefined ? managerOf(agent) : oneOf(PACKAGE_MANAGERS, "--package-manager", chosen)
  if (chosen === undefined && isYarn1(agent))
    out.stderr(
      "create-charm: Yarn 1 runs this, which the project cannot use: it has npm's commands. For Yarn 2 or newer: --package-manager yarn\n",
    )
  const files = createCharm(folder, { name, kind, style, packageManager })
  if (given.json === true) {
    out.stdout(
      `${JSON.stringify({ folder: resolve(folder), name, kind, style, packageManager, files }, null, 2)}\n`,
    )
    return
  }
  const steps = [
    ...(resolve(folder) === process.cwd() ? [] : [`cd ${relative(process.cwd(), resolve(folder))}`]),
    `${packageManager} install`,
    `${packageManager} run check    # lints, compiles, tests, and deploys the packed charm on minijuju`,
    `${packageManager} run pack     # the archive for juju deploy`,
  ]
  out.stdout(
    `Created ${name} (${kind}, ${style}) with ${files.length} files. Next:\n\n  ${steps.join("\n  ")}\n`,
  )
}

function oneOf<T extends string>(choices: readonly T[], option: string, text: string): T {
  const found = choices.find((choice) => choice === text.trim())
  if (found === undefined) throw new UsageError(`${option} is one of ${choices.join(", ")}, not "${text}"`)
  return found
}

async function choice<T extends string>(
  choices: readonly T[],
  option: string,
  given: string | undefined,
  question: string,
  usual: T,
): Promise<T> {
  const read = (text: string) => oneOf(choices, option, text)
  return given === undefined ? ask(`${question}: ${choices.join(", ")}`, usual, read) : read(given)
}

/** Asks on the terminal until `read` takes the answer; without a terminal, the answer is the usual one. */
async function ask<T>(question: string, usual: string, read: (answer: string) => T): Promise<T> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return read(usual)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    for (;;) {
      const answer = (await terminal.question(`${question} (${usual}): `)).trim() || usual
      try {
        return read(answer)
      } catch (error) {
        if (!(error instanceof CreateError || error instanceof UsageError)) throw error
        process.stdout.write(`${error.message}\n`)
      }
    }
  } finally {
    terminal.close()
  }
}
