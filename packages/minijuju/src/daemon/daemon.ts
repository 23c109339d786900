import { existsSync, rmSync } from "node:fs"
import type { Server, Socket } from "node:net"
import { isRunning } from "../agent/process-tree.ts"
import { ownVersion } from "../cli/version.ts"
import { Controller } from "../controller/controller.ts"
import { checkHome, type Home, homeIdentity } from "../controller/home.ts"
import type { ModelOptions } from "../model/options.ts"
import { sendFrame } from "./frames.ts"
import { serve } from "./serve.ts"
import { acquireInstanceLock } from "./single-instance-lock.ts"

export interface DaemonOptions extends ModelOptions {
  /** The process ends after this time without models and callers, in milliseconds. */
  readonly idleMs: number
  /** The process that owns the folder: when it has exited, the background process ends and deletes the folder. */
  readonly ownerPid: number | undefined
}

/**
 * Runs the background process, which holds all models of one user and runs commands. Resolves if another
 * background process is already running; otherwise it never resolves and exits the process itself.
 */
export async function runDaemon(home: Home, options: DaemonOptions): Promise<void> {
  // The caller creates the folder. If it is missing, it has been deleted since.
  if (!existsSync(home.models)) return
  checkHome(home)
  const identity = homeIdentity(home)
  const callers = new Set<Socket>()
  let last = performance.now()
  let ending = false
  let opened: (controller: Controller) => void = () => {}
  const ready = new Promise<Controller>((resolve) => {
    opened = resolve
  })
  const server: Server | undefined = await acquireInstanceLock(home.path, (socket) => {
    callers.add(socket)
    socket.on("error", () => socket.destroy())
    socket.on("close", () => {
      callers.delete(socket)
      last = performance.now()
    })
    void ready.then((controller) => {
      // A caller that is disconnected before it received anything retries: it waits for the end of this
      // process, and starts the next one.
      if (ending) socket.destroy()
      else serve(socket, controller, { hello: ownVersion(), pid: process.pid })
    })
  })
  if (server === undefined) {
    // Callers that connected meanwhile retry, and find the other process.
    for (const socket of callers) socket.destroy()
    return
  }
  log(`minijuju ${ownVersion()} loads the models in ${home.path}`)
  const fatal = (error: unknown, model: string): never => {
    const reason = error instanceof Error ? error.message : String(error)
    const text = `cannot write the state of model "${model}": ${reason}. Unsaved changes are lost; models run again when the state can be written`
    log(text)
    for (const socket of callers) {
      sendFrame(socket, { err: `ERROR ${text}\n` })
      sendFrame(socket, { exit: 1 })
    }
    process.exit(1)
  }
  const controller = await Controller.open(home, options, fatal)
  const end = async (why: string, last = () => {}) => {
    if (ending) return
    ending = true
    log(why)
    // Keep listening until the end: no other process may load the models before.
    await controller.stop()
    last()
    process.exit(0)
  }
  controller.onShutdown(() => end("ends: shutdown"))
  process.on("SIGTERM", () => void end("ends: SIGTERM"))
  process.on("SIGINT", () => void end("ends: SIGINT"))
  process.on("SIGHUP", () => {})
  const check = () => {
    if (homeIdentity(home) !== identity) {
      // Changes can no longer be saved. Hooks end with this process, and nothing is written.
      log(`ends: the folder ${home.path} is gone`)
      process.exit(1)
    }
    if (options.ownerPid !== undefined && !isRunning(options.ownerPid)) {
      void end("ends: its owner process has exited", () =>
        rmSync(home.path, { recursive: true, force: true }),
      )
      return
    }
    if (controller.models.length > 0 || callers.size > 0 || performance.now() - last < options.idleMs) return
    void end("ends: no models and no callers")
  }
  setInterval(check, Math.min(1_000, Math.max(20, options.idleMs))).unref()
  opened(controller)
}

function log(text: string): void {
  process.stderr.write(`${new Date().toISOString()} ${process.pid} ${text}\n`)
}
