import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:net"
import { NOTHING } from "../plan/desired.ts"
import { parseDesired } from "../plan/parse-desired.ts"
import { Balancer } from "./balancer.ts"
import { filesIn } from "./files.ts"

/** How often it looks whether its folder is still there. */
const WATCH_MS = 1_000

/**
 * The background process: balances what stands in its folder, and takes commands (`apply`, `traffic`, `stop`), one for each connection
 * to its socket, answered with one line of JSON. It ends by itself when the folder is taken away.
 */
export async function runBalancer(dir: string): Promise<void> {
  process.umask(0o077)
  const files = filesIn(dir)
  const balancer = new Balancer()
  rmSync(files.control, { force: true })
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let command = ""
    socket.on("error", () => socket.destroy())
    socket.setEncoding("utf8").on("data", (text: string) => {
      command += text
    })
    socket.on("end", async () => socket.end(`${JSON.stringify(await obey(command.trim()))}\n`))
  })
  const end = (): void => {
    balancer.close()
    server.close()
    process.exit(0)
  }
  const obey = async (command: string): Promise<object> => {
    try {
      if (command === "apply") {
        await balancer.apply(parseDesired(readFileSync(files.next, "utf8")))
        renameSync(files.next, files.desired)
      } else if (command === "stop") setImmediate(end)
      else if (command !== "traffic") throw new Error("no such command")
      return { ok: true, traffic: balancer.traffic }
    } catch (error) {
      return { ok: false, error: error instanceof Error ? error.message : String(error) }
    }
  }
  process.on("SIGTERM", end)
  setInterval(() => existsSync(files.pid) || end(), WATCH_MS)
  await restore(balancer, files.desired)
  writeFileSync(files.pid, String(process.pid))
  await listen(server, files.control)
}

/** What was balanced before. A place that somebody else has taken meanwhile is the charm's to tell about. */
async function restore(balancer: Balancer, file: string): Promise<void> {
  try {
    await balancer.apply(existsSync(file) ? parseDesired(readFileSync(file, "utf8")) : NOTHING)
  } catch (error) {
    console.error(
      `what was balanced before cannot be any more: ${error instanceof Error ? error.message : error}`,
    )
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(path, resolve)
  })
}
