import { randomUUID } from "node:crypto"
import { chmodSync, linkSync, mkdirSync, readdirSync, rmSync } from "node:fs"
import { connect, createServer, type Server, type Socket } from "node:net"
import { join } from "node:path"
import { isRunning } from "../agent/process-tree.ts"

/** Nobody listens. ECONNRESET: the listener exited while this connection was in its queue. */
const DEAD: ReadonlySet<string> = new Set(["ECONNREFUSED", "ECONNRESET", "ENOENT"])

/** Temporary folders, with the id of the process that creates them; older versions left some without an id. */
const DRAFT = /^\.claim-(?:(\d+)-)?[0-9a-f]{8}$/

const NAME = /^daemon\.(\d+)$/

/** Returns the numbers of all sockets in the folder, newest first. */
function numbers(folder: string): number[] {
  return readdirSync(folder)
    .map((name) => Number(NAME.exec(name)?.[1] ?? Number.NaN))
    .filter(Number.isSafeInteger)
    .sort((a, b) => b - a)
}

/** Connects to the process that listens in the folder; undefined if there is none. */
export async function connectToDaemon(folder: string): Promise<Socket | undefined> {
  for (const number of numbers(folder)) {
    const socket = await tryConnect(join(folder, `daemon.${number}`))
    if (socket !== undefined) return socket
  }
  return undefined
}

function tryConnect(path: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once("connect", () => resolve(socket))
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (DEAD.has(error.code ?? "")) resolve(undefined)
      else reject(error)
    })
  })
}

/**
 * Makes this process the only background process of the folder; returns undefined if another one is running.
 *
 * The lock is a listening socket named `daemon.<number>`. A socket gets its name only after it listens, and a
 * number is not reused while a newer one exists. Therefore a name that refuses connections stays unused, and of
 * two processes that start at once, only one can create the next number. No stale file needs to be trusted.
 */
export async function acquireInstanceLock(
  folder: string,
  serve: (socket: Socket) => void,
): Promise<Server | undefined> {
  const draft = join(folder, `.claim-${process.pid}-${randomUUID().slice(0, 8)}`)
  mkdirSync(draft, { mode: 0o700 })
  const server = createServer({ allowHalfOpen: false }, serve)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject)
      server.listen(join(draft, "s"), resolve)
    })
    chmodSync(join(draft, "s"), 0o600)
    if (await takeNumber(folder, join(draft, "s"))) {
      removeDrafts(folder)
      return server
    }
    server.close()
    return undefined
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** Removes temporary folders of processes that were killed before their socket got its name. */
function removeDrafts(folder: string): void {
  for (const name of readdirSync(folder)) {
    const draft = DRAFT.exec(name)
    if (draft !== null && (draft[1] === undefined || !isRunning(Number(draft[1]))))
      rmSync(join(folder, name), { recursive: true, force: true })
  }
}

async function takeNumber(folder: string, socket: string): Promise<boolean> {
  for (;;) {
    if (await isAlive(folder, numbers(folder))) return false
    const number = (numbers(folder)[0] ?? 0) + 1
    const path = join(folder, `daemon.${number}`)
    try {
      linkSync(socket, path)
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") continue
      throw error
    }
    const others = numbers(folder).filter((other) => other !== number)
    const newer = others.some((other) => other > number)
    if (!newer && !(await isAlive(folder, others))) {
      for (const old of others) rmSync(join(folder, `daemon.${old}`), { force: true })
      return true
    }
    rmSync(path, { force: true })
  }
}

async function isAlive(folder: string, candidates: readonly number[]): Promise<boolean> {
  for (const number of candidates) {
    const found = await tryConnect(join(folder, `daemon.${number}`))
    found?.destroy()
    if (found !== undefined) return true
  }
  return false
}
