import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { MinijujuError } from "../state/errors.ts"
import { admit, HEADERS, newToken } from "./guard.ts"
import { pageFiles } from "./page-files.ts"
import { Streams } from "./streams.ts"

/** Returns a whole value; undefined if it does not exist. */
export type FindValue = (relationId: number, owner: string, key: string) => Promise<string | undefined>

/** The page's server. It listens on loopback only and requires the token in the path. */
export interface DashboardServer extends AsyncDisposable {
  readonly url: string
  readonly streams: Streams
}

/**
 * Starts the server.
 * @throws MinijujuError if the port is not available
 */
export async function serveDashboard(port: number, findValue: FindValue): Promise<DashboardServer> {
  const token = newToken()
  const files = pageFiles()
  const streams = new Streams()
  let bound = port
  const server = createServer((request, response) => {
    const admission = admit(request, bound, token)
    if ("status" in admission) {
      answer(
        response,
        admission.status,
        `${admission.why}\n`,
        admission.status === 405 ? { allow: "GET" } : {},
      )
      return
    }
    const { path, query } = admission
    const file = files.get(path)
    if (file !== undefined) answer(response, 200, file.body, { "content-type": file.type })
    else if (path === "events") openStream(response, streams)
    else if (path === "value") void sendValue(response, query, findValue)
    else answer(response, 404, "not found\n")
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(portError(port, error)))
    server.listen(port, "127.0.0.1", resolve)
  })
  bound = portOf(server.address())
  return {
    url: `http://127.0.0.1:${bound}/${token}/`,
    streams,
    async [Symbol.asyncDispose]() {
      streams.end()
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
    },
  }
}

function answer(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { ...HEADERS, "content-type": "text/plain; charset=utf-8", ...headers })
  response.end(body)
}

function openStream(response: ServerResponse, streams: Streams): void {
  response.writeHead(200, { ...HEADERS, "content-type": "text/event-stream; charset=utf-8" })
  // The browser reconnects after this time.
  response.write("retry: 1000\n\n")
  if (!streams.add(response)) response.end()
}

async function sendValue(response: ServerResponse, query: URLSearchParams, find: FindValue): Promise<void> {
  const relation = query.get("relation") ?? ""
  const owner = query.get("owner")
  const key = query.get("key")
  if (!/^\d{1,9}$/.test(relation) || owner === null || key === null) {
    answer(response, 400, "a value needs the parameters relation (its id), owner and key\n")
    return
  }
  try {
    const value = await find(Number(relation), owner, key)
    if (value === undefined) answer(response, 404, "this value does not exist any more\n")
    else answer(response, 200, value)
  } catch (error) {
    answer(response, 503, `${error instanceof Error ? error.message : String(error)}\n`)
  }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === "object" && address !== null ? address.port : 0
}

function portError(port: number, error: NodeJS.ErrnoException): MinijujuError {
  const why = error.code === "EADDRINUSE" ? "is taken" : `is not available (${error.message})`
  return new MinijujuError(
    "bad-argument",
    `port ${port} ${why}: choose another one with --port, or omit --port for any free one`,
  )
}
