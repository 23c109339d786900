import { existsSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"

/** Where a unit serves. */
export interface Place {
  readonly host: string
  readonly port: number
  readonly name: string
  /** Holds the id of the process; without it, the process ends. */
  readonly pidFile: string
}

/** The background process: answers every request with the unit's name, and ends when its file is taken away. */
export function serve({ host, port, name, pidFile }: Place): void {
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/plain" }).end(`${name}\n`)
  })
  const end = (): void => process.exit(0)
  process.on("SIGTERM", end)
  server.listen(port, host, () => {
    writeFileSync(pidFile, String(process.pid))
    setInterval(() => existsSync(pidFile) || end(), 1_000)
  })
}
