import { createServer, type Server } from "node:http"
import { nameOfPlace, type Place } from "../plan/desired.ts"

/** Prometheus uses one for each scrape. */
const MAX_CONNECTIONS = 10

/** Serves the metrics of the embedded engine at `/metrics`, as HAProxy does. */
export class MetricsServer {
  readonly #server: Server
  #place: string | undefined

  /** @param text the metrics now */
  constructor(text: () => string) {
    this.#server = createServer(({ url }, response) => {
      if (url !== "/metrics") response.writeHead(404).end()
      else response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(text())
    })
    this.#server.maxConnections = MAX_CONNECTIONS
    this.#server.on("error", () => undefined)
  }

  /** Frees the port unless it stays the same. A service can have it when this returns. */
  leave(next: Place | undefined): void {
    if (this.#place === (next && nameOfPlace(next))) return
    this.#place = undefined
    this.#server.close().closeAllConnections()
  }

  /** Call `leave` first. @throws the operating system's error */
  async listen(place: Place | undefined): Promise<void> {
    if (place === undefined || this.#place !== undefined) return
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject).listen({ host: place.address, port: place.port }, resolve)
    })
    this.#place = nameOfPlace(place)
  }
}
