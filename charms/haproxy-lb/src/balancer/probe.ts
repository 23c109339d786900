import { request as httpRequest } from "node:http"
import { request as httpsRequest } from "node:https"
import { connect } from "node:net"
import type { Check } from "../plan/desired.ts"

const TIMEOUT_MS = 5_000
const NO_ANSWER = `no answer in ${TIMEOUT_MS / 1000} seconds`

/**
 * Runs one check: whether the backend accepts a connection, or answers a request with a status from 200 to 399, or 401 or 403: a check has no
 * credentials, so a backend that asks for them is alive.
 * @returns why it failed; undefined if it succeeded
 */
export function probe(address: string, check: Check): Promise<string | undefined> {
  return check.protocol === "tcp" ? takesConnection(address, check.port) : answers(address, check)
}

function takesConnection(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: TIMEOUT_MS })
    const end = (problem?: string) => {
      socket.destroy()
      resolve(problem)
    }
    socket
      .on("connect", () => end())
      .on("timeout", () => end(NO_ANSWER))
      .on("error", ({ message }) => end(message))
  })
}

function answers(host: string, { protocol, port, path }: Check): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { host, port, path, method: "GET", timeout: TIMEOUT_MS, agent: false }
    // A check tests whether the backend answers. Its identity must be verified by the client, which knows the name.
    const request =
      protocol === "https" ? httpsRequest({ ...options, rejectUnauthorized: false }) : httpRequest(options)
    const end = (problem?: string) => {
      request.destroy()
      resolve(problem)
    }
    request.on("response", ({ statusCode = 0 }) => {
      const ok = (statusCode >= 200 && statusCode < 400) || statusCode === 401 || statusCode === 403
      end(ok ? undefined : `${protocol} status ${statusCode} of port ${port}`)
    })
    request.on("timeout", () => end(NO_ANSWER)).on("error", ({ message }) => end(message))
    request.end()
  })
}
