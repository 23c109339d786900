import type { ForegroundCall } from "../cli/command.ts"
import type { Console } from "../cli/console.ts"
import { commandHelp, programHelp } from "../cli/help.ts"
import { chosenJuju } from "../cli/juju-flag.ts"
import { commandFirst, parseCommandLine } from "../cli/parse.ts"
import { COMMANDS } from "../cli/table.ts"
import { visible } from "../cli/visible.ts"
import { findHome } from "../controller/home.ts"
import { runDaemon } from "../daemon/daemon.ts"
import { ToolError } from "../hook-tools/tool-error.ts"
import { MinijujuError } from "../state/errors.ts"
import { withCallerFiles } from "./caller-files.ts"
import { callDaemon, waitForEnd } from "./client.ts"
import { modelOptions } from "./model-options.ts"

export interface Program {
  readonly console: Console
  readonly env: Readonly<Record<string, string | undefined>>
  /** Options of Node, and the file with which this program was started. */
  readonly self: readonly string[]
}

/** Runs one command line and resolves to the exit code: 0 success, 1 failure, 2 wrong usage. */
export async function runProgram(given: readonly string[], program: Program): Promise<number> {
  const { console, env } = program
  try {
    if (given[0] === "--daemon") {
      await runDaemon(findHome(env), modelOptions(env))
      return 0
    }
    const argv = commandFirst(given)
    const line = parseCommandLine(argv)
    if (line.kind === "help") {
      const { command } = line
      console.out(
        command === undefined
          ? programHelp(console.program, COMMANDS)
          : commandHelp(console.program, command),
      )
      return 0
    }
    const { command, args, flags } = line
    const call = { args, flags, console, cwd: process.cwd(), juju: chosenJuju(flags, env.MINIJUJU_JUJU) }
    if (command.runHere !== undefined) return command.runHere(call)
    const home = findHome(env)
    if (command.runInForeground !== undefined) {
      const ask: ForegroundCall["ask"] = async (line, answers, options) =>
        (await callDaemon(line, { ...program, ...options, console: answers, home })).code
      return await command.runInForeground({ ...call, ask })
    }
    const { code, daemon } = await withCallerFiles(argv, home, (own) => callDaemon(own, { ...program, home }))
    if (command.name === "shutdown" && code === 0) await waitForEnd(daemon)
    return code
  } catch (error) {
    if (!(error instanceof ToolError) && !(error instanceof MinijujuError)) throw error
    console.err(visible(`ERROR ${error.message}\n`))
    return error instanceof ToolError ? error.exitCode : 1
  }
}
