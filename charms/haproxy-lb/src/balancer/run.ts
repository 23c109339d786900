import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:net"
import type { Desired, Service } from "../plan/desired.ts"
import { parseDesired, storedPlan } from "../plan/parse-desired.ts"
import { Balancer } from "./balancer.ts"
import { CONTROL_SOCKET, filesIn } from "./files.ts"

/** Interval at which the process checks that its folder still exists. */
const WATCH_MS = 1_000

/**
 * The background process: applies the configuration in its folder and accepts commands (`apply`, `traffic`), one for each connection to its
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
  const execute = async (command: string): Promise<object> => {
    try {
      if (command === "apply") {
        await balancer.apply(parseDesired(readFileSync(files.next, "utf8")))
        renameSync(files.next, files.desired)
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
  // The charm's next hook finds the missing services and logs the reason.
  if (restored.length < before.services.length) {
    writeFileSync(files.next, JSON.stringify({ services: restored }))
    renameSync(files.next, files.desired)
  }
  await listen(server, CONTROL_SOCKET)
}

/**
 * Restores each service separately, so that a port which another program has taken meanwhile affects no other service. @returns the
 * restored services
 */
async function restore(balancer: Balancer, { services }: Desired): Promise<readonly Service[]> {
  const restored: Service[] = []
  for (const service of services) {
    try {
      await balancer.apply({ services: [...restored, service] })
      restored.push(service)
    } catch (error) {
      console.error(`${service.key} could not be restored: ${error instanceof Error ? error.message : error}`)
    }
  }
  return restored
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(path, resolve)
  })
}
