import type { Socket } from "node:net"
import { charmPlaces } from "../charm/library/places.ts"
import type { CommandCall } from "../cli/command.ts"
import type { Console } from "../cli/console.ts"
import { chosenJuju, jujuFlag } from "../cli/juju-flag.ts"
import { modelInUse } from "../cli/model-in-use.ts"
import { parseCommandLine } from "../cli/parse.ts"
import { visible } from "../cli/visible.ts"
import type { Controller } from "../controller/controller.ts"
import { ToolError } from "../hook-tools/tool-error.ts"
import { MinijujuError } from "../state/errors.ts"
import { type Frame, readFrames, sendFrame } from "./frames.ts"
import { type CallRequest, parseRequest } from "./request.ts"

/** Runs one command of a connected caller and sends its output. */
export function serve(socket: Socket, controller: Controller, hello: Frame): void {
  const gone = new AbortController()
  const answers: ((text: string | undefined) => void)[] = []
  let begun = false
  socket.on("close", () => {
    gone.abort()
    for (const answer of answers.splice(0)) answer(undefined)
  })
  readFrames(socket, (frame) => {
    if (begun) {
      answers.shift()?.(typeof frame.answer === "string" ? frame.answer : undefined)
      return
    }
    const request = parseRequest(frame)
    if (request === undefined) {
      socket.destroy()
      return
    }
    begun = true
    const console = remoteConsole(socket, request, answers)
    void runRequest(request, controller, console, gone.signal).then((exit) => {
      sendFrame(socket, { exit })
      socket.end()
    })
  })
  sendFrame(socket, hello)
}

function remoteConsole(
  socket: Socket,
  { program, isTerminal, hasColours }: CallRequest,
  answers: ((text: string | undefined) => void)[],
): Console {
  return {
    out: (text) => sendFrame(socket, { out: text }),
    err: (text) => sendFrame(socket, { err: visible(text) }),
    ask: (question) =>
      new Promise((answer) => {
        if (socket.destroyed) {
          answer(undefined)
          return
        }
        answers.push(answer)
        sendFrame(socket, { ask: question })
      }),
    program,
    isTerminal,
    hasColours,
  }
}

/** Runs one command line and resolves to its exit code. */
export async function runRequest(
  request: CallRequest,
  controller: Controller,
  console: Console,
  signal: AbortSignal,
): Promise<number> {
  let isStructured = false
  try {
    const line = parseCommandLine(request.argv)
    if (line.kind === "help") return 0
    const { command, args, flags } = line
    isStructured = ["json", "yaml"].includes(flags.text("format") ?? command.formats?.[0] ?? "")
    const modelName = flags.text("m") ?? request.model ?? controller.current
    const call: CommandCall = {
      args,
      flags,
      controller,
      console: flags.bool("q") ? { ...console, err: () => {} } : console,
      cwd: request.cwd,
      places: charmPlaces(controller.home.path, request.cwd, request.charms),
      signal,
      modelName,
      juju: chosenJuju(flags, request.juju),
      model: (name = modelName) => modelInUse(controller, name, jujuFlag(flags)),
    }
    for (const { names, ignored } of command.flags ?? [])
      if (ignored && flags.has(names[0]))
        call.console.err(`WARNING --${names[0]} has no effect on minijuju\n`)
    const code = (await command.run(call)) ?? 0
    controller.save()
    return code
  } catch (error) {
    controller.save()
    // As in Juju: programs that read the output as JSON or YAML find an empty object.
    const isUsage = error instanceof ToolError && error.exitCode === 2
    if (isStructured && !isUsage) console.out("{}\n")
    return report(error, console)
  }
}

/** Prints an error to standard error as Juju does, and returns the exit code: 2 for wrong usage, 1 otherwise. */
function report(error: unknown, console: Console): number {
  if (error instanceof ToolError) {
    console.err(`ERROR ${error.message}\n`)
    return error.exitCode
  }
  if (error instanceof MinijujuError) console.err(`ERROR ${error.message}\n`)
  else if (error instanceof Error && "code" in error && typeof error.code === "string")
    console.err(`ERROR ${error.message}\n`)
  else
    console.err(
      `ERROR minijuju failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
  return 1
}
