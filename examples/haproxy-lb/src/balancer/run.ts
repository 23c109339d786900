import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:net"
import { type Desired, NOTHING, type Service } from "../plan/desired.ts"
import { parseDesired } from "../plan/parse-desired.ts"
import { Balancer } from "./balancer.ts"
import { CONTROL_SOCKET, filesIn } from "./files.ts"

/** How often it looks whether its folder is still there. */
const WATCH_MS = 1_000

/**
 * The background process: balances what stands in its folder, and takes commands (`apply`, `traffic`), one for each connection
 * to its socket, answered with one line of JSON. It ends by itself when the folder is taken away.
 */
export async function runBalancer(dir: string): Promise<void> {
  process.umask(0o077)
  process.chdir(dir)
  const files = filesIn(dir)
  const balancer = new Balancer()
  rmSync(CONTROL_SOCKET, { force: true })
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let command = ""
    socket.on("error", () => socket.destroy())
    socket.setEncoding("utf8").on("data", (text: string) => {
      command += text
    })
    socket.on("end", async () => socket.end(`${JSON.stringify(await obey(command.trim()))}\n`))
  })
  const end = (): void => process.exit(0)
  const obey = async (command: string): Promise<object> => {
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
  const before = keptPlan(files.desired)
  const restored = await restore(balancer, before)
  // The charm sees what is missing, and says why.
  if (restored.length < before.services.length) {
    writeFileSync(files.next, JSON.stringify({ services: restored }))
    renameSync(files.next, files.desired)
  }
  await listen(server, CONTROL_SOCKET)
}

function keptPlan(file: string): Desired {
  try {
    return parseDesired(readFileSync(file, "utf8"))
  } catch {
    return NOTHING
  }
}

/** Each service by itself: a place that somebody else has taken meanwhile costs no other. @returns those that are balanced again */
async function restore(balancer: Balancer, { services }: Desired): Promise<readonly Service[]> {
  const restored: Service[] = []
  for (const service of services) {
    try {
      await balancer.apply({ services: [...restored, service] })
      restored.push(service)
    } catch (error) {
      console.error(
        `${service.key} is not balanced any more: ${error instanceof Error ? error.message : error}`,
      )
    }
  }
  return restored
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(path, resolve)
  })
}
