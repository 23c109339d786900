import { existsSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"

/** Where a unit's web server listens. */
export interface Place {
  readonly host: string
  readonly port: number
  readonly name: string
  /** File with the process id; when it is removed, the process ends. */
  readonly pidFile: string
}

/** The background process: answers every request with the unit's name, and ends when its pid file is removed. */
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
