import { request as httpRequest } from "node:http"
import { request as httpsRequest } from "node:https"
import { connect } from "node:net"
import type { Check } from "../plan/desired.ts"

const TIMEOUT_MS = 5_000

/** Runs one check: whether the backend accepts a connection, or answers a request with a status from 200 to 399. */
export function probe(address: string, check: Check): Promise<boolean> {
  return check.protocol === "tcp" ? takesConnection(address, check.port) : answers(address, check)
}

function takesConnection(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: TIMEOUT_MS })
    const end = (ok: boolean) => {
      socket.destroy()
      resolve(ok)
    }
    socket
      .on("connect", () => end(true))
      .on("timeout", () => end(false))
      .on("error", () => end(false))
  })
}

function answers(host: string, { protocol, port, path }: Check): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { host, port, path, method: "GET", timeout: TIMEOUT_MS, agent: false }
    // A check tests whether the backend answers. Its identity must be verified by the client, which knows the name.
    const request =
      protocol === "https" ? httpsRequest({ ...options, rejectUnauthorized: false }) : httpRequest(options)
    const end = (ok: boolean) => {
      request.destroy()
      resolve(ok)
    }
    request.on("response", ({ statusCode = 0 }) => end(statusCode >= 200 && statusCode < 400))
    request.on("timeout", () => end(false)).on("error", () => end(false))
    request.end()
  })
}
