/** The `minijuju` program. Called under another name (a link named `juju`), it shows that one in its help. */
import { constants } from "node:os"
import { basename } from "node:path"
import { createInterface } from "node:readline"
import { runProgram } from "./cli/run.ts"

// Whoever read has gone (`| head -1`). What the shell reports of a program that a closed pipe has ended, such as juju.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error
  process.exit(128 + constants.signals.SIGPIPE)
})

process.exitCode = await runProgram(process.argv.slice(2), {
  console: {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    ask,
    program: basename(process.env.MINIJUJU_PROGRAM ?? process.argv[1] ?? "minijuju").replace(/\.[jt]s$/, ""),
    isTerminal: process.stdout.isTTY === true,
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
