import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:net"
import type { Desired } from "../plan/desired.ts"
import { parseDesired, storedPlan } from "../plan/parse-desired.ts"
import { Balancer } from "./balancer.ts"
import { CONTROL_SOCKET, filesIn } from "./files.ts"

/** Interval at which the process checks that its folder still exists. */
const WATCH_MS = 1_000

/**
 * The background process: applies the configuration in its folder and accepts commands (`apply`, `traffic`, `drain HOST`, `ready HOST`), one for each connection to its
 * socket, with one line of JSON as reply. It ends when the folder is removed.
 * @param handshake time limit of a client's TLS handshake, in seconds
 */
export async function runBalancer(dir: string, handshake?: string): Promise<void> {
  process.umask(0o077)
  process.chdir(dir)
  const files = filesIn(dir)
  const balancer = new Balancer(handshake === undefined ? undefined : Number(handshake))
  rmSync(CONTROL_SOCKET, { force: true })
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let command = ""
    socket.on("error", () => socket.destroy())
    socket.setEncoding("utf8").on("data", (text: string) => {
      command += text
    })
    socket.on("end", async () => socket.end(`${JSON.stringify(await execute(command.trim()))}\n`))
  })
  const end = (): void => process.exit(0)
  const execute = async (line: string): Promise<object> => {
    try {
      const [command, host = ""] = line.split(" ")
      if (command === "apply") {
        await balancer.apply(parseDesired(readFileSync(files.next, "utf8")))
        renameSync(files.next, files.desired)
      } else if (command === "drain" || command === "ready") {
        if (!balancer.drain(host, command === "drain")) throw new Error("no such backend")
      } else if (command !== "traffic") throw new Error("no such command")
      return { ok: true, traffic: balancer.traffic }
    } catch (error) {
      return { ok: false, error: error instanceof Error ? error.message : String(error) }
    }
  }
  process.on("SIGTERM", end)
  setInterval(() => existsSync(files.pid) || end(), WATCH_MS)
  writeFileSync(files.pid, String(process.pid))
  const before = storedPlan(files.desired)
  const restored = await restore(balancer, before)
  // The charm's next hook finds what is missing and logs the reason.
  if (JSON.stringify(restored) !== JSON.stringify(before)) {
    writeFileSync(files.next, JSON.stringify(restored))
    renameSync(files.next, files.desired)
  }
  await listen(server, CONTROL_SOCKET)
}

/**
 * Restores each service and the metrics separately, so that a port which another program has taken meanwhile affects nothing else.
 * @returns what was restored
 */
async function restore(balancer: Balancer, { services, metrics }: Desired): Promise<Desired> {
  let restored: Desired = { services: [] }
  const add = async (what: string, next: Desired) => {
    try {
      await balancer.apply(next)
      restored = next
    } catch (error) {
      console.error(`${what} could not be restored: ${error instanceof Error ? error.message : error}`)
    }
  }
  for (const service of services) await add(service.key, { services: [...restored.services, service] })
  if (metrics !== undefined) await add("the metrics", { ...restored, metrics })
  return restored
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(path, resolve)
  })
}
