/** The `minijuju` program. When it is called under another name (a link named `juju`), its help shows that name. */
import { constants } from "node:os"
import { basename } from "node:path"
import { createInterface } from "node:readline"
import { wantsColours } from "./cli/colours.ts"
import { runProgram } from "./client/run.ts"

// The reader closed the pipe (`| head -1`): exit with the code that a shell reports for a program ended by
// SIGPIPE, like juju.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error
  process.exit(128 + constants.signals.SIGPIPE)
})
// Nobody reads the messages any more; the command runs on, and its exit code counts.
process.stderr.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error
})

const isTerminal = process.stdout.isTTY === true

process.exitCode = await runProgram(process.argv.slice(2), {
  console: {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    ask,
    program: basename(process.env.MINIJUJU_PROGRAM ?? process.argv[1] ?? "minijuju").replace(/\.[jt]s$/, ""),
    isTerminal,
    hasColours: wantsColours(isTerminal, process.env),
  },
  env: process.env,
  self: [...process.execArgv, process.argv[1] ?? ""],
})

async function ask(question: string): Promise<string | undefined> {
  process.stderr.write(question)
  const lines = createInterface({ input: process.stdin })
  for await (const line of lines) return line
  return undefined
}
