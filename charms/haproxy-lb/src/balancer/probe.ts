import { request as httpRequest } from "node:http"
import { request as httpsRequest } from "node:https"
import { connect } from "node:net"
import type { Options } from "loadbalancer-interface"
import type { Check } from "../plan/desired.ts"
import { isExpected } from "../plan/options.ts"

const TIMEOUT = 5
const noAnswer = (seconds: number) => `no answer in ${seconds} seconds`

/**
 * Runs one check: whether the backend accepts a connection, or answers a request with an expected status; by default 200 to 399, 401 and 403: a
 * check has no credentials, so a backend that asks for them is alive.
 * @returns why it failed; undefined if it succeeded
 */
export function probe(address: string, check: Check, options: Options = {}): Promise<string | undefined> {
  return check.protocol === "tcp"
    ? takesConnection(address, check.port, options)
    : answers(address, check, options)
}

function takesConnection(
  host: string,
  port: number,
  { checkTimeout = TIMEOUT }: Options,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: checkTimeout * 1000 })
    const end = (problem?: string) => {
      socket.destroy()
      resolve(problem)
    }
    socket
      .on("connect", () => end())
      .on("timeout", () => end(noAnswer(checkTimeout)))
      .on("error", ({ message }) => end(message))
  })
}

function answers(
  host: string,
  { protocol, port, path }: Check,
  options: Options,
): Promise<string | undefined> {
  const { checkTimeout = TIMEOUT, checkName } = options
  return new Promise((resolve) => {
    const fields = {
      ...{ host, port, path, method: "GET", timeout: checkTimeout * 1000, agent: false },
      ...(checkName === undefined ? {} : { servername: checkName, headers: { host: checkName } }),
    }
    // A check tests whether the backend answers. Its identity must be verified by the client, which knows the name.
    const request =
      protocol === "https" ? httpsRequest({ ...fields, rejectUnauthorized: false }) : httpRequest(fields)
    const end = (problem?: string) => {
      request.destroy()
      resolve(problem)
    }
    request.on("response", ({ statusCode = 0 }) => {
      end(isExpected(statusCode, options) ? undefined : `${protocol} status ${statusCode} of port ${port}`)
    })
    request.on("timeout", () => end(noAnswer(checkTimeout))).on("error", ({ message }) => end(message))
    request.end()
  })
}
