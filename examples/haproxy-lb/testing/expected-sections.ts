import { isIP } from "node:net"
import { idOf } from "../src/plan/read-request.ts"
import type { HostileRequest } from "./hostile.ts"

const BALANCE: Readonly<Record<string, string>> = {
  "round-robin": "roundrobin",
  "least-connections": "leastconn",
  "source-ip": "source",
  random: "random(2)",
}

/**
 * The sections of `haproxy.cfg` for an accepted request, line by line, written down apart from the code that makes them: each value
 * of the request in its place and nowhere else. Names of certificates are `HASH`, cookies of backends `COOKIE`.
 */
export function expectedSections(key: string, request: HostileRequest, address: string, tlsDir: string) {
  const { front, protocol, backends, algorithm, sticky, check, tls } = request
  const name = `${idOf(key)}_${front}`
  const http = protocol === "http" || (protocol === "https" && tls !== undefined)
  const listen = canonical(request.ingress_address || address)
  const chosen = algorithm.map((one) => one.toLowerCase()).find((one) => one in BALANCE)
  const bySource = chosen === "source-ip" || (sticky && !http)
  const crt = tls === undefined ? "" : ` ssl crt '${tlsDir}/HASH'${http ? " alpn h2,http/1.1" : ""}`
  const cookie = sticky && http ? " cookie COOKIE" : ""
  const frontend = [
    `frontend f_${name}`,
    `mode ${http ? "http" : "tcp"}`,
    `bind ${bracketed(listen)}:${front}${crt}`,
    ...(http ? ["option forwardfor"] : []),
    ...(http ? [`http-request set-header X-Forwarded-Proto ${tls === undefined ? "http" : "https"}`] : []),
    `default_backend b_${name}`,
  ]
  const resolve = "default-server init-addr last,libc,none"
  const backend = [
    `backend b_${name}`,
    `mode ${http ? "http" : "tcp"}`,
    `balance ${bySource ? "source" : BALANCE[chosen ?? "round-robin"]}`,
    ...(bySource ? ["hash-type consistent"] : []),
    ...(cookie === "" ? [] : [`cookie LB_${idOf(key)} insert indirect nocache httponly`]),
    ...(check === undefined
      ? [resolve]
      : [
          "option tcp-check",
          ...stepsOf(check),
          `${resolve} check inter 5s fastinter 1s downinter 5s fall 2 rise 2 verify none`,
        ]),
    ...[...new Set(backends)].map((host) => `server ${host} ${bracketed(host)}:8080${cookie}`),
  ]
  return [frontend, backend]
}

function stepsOf({ protocol, port, path }: NonNullable<HostileRequest["check"]>): readonly string[] {
  if (protocol === "tcp") return [`tcp-check connect port ${port}`]
  return [
    `tcp-check connect port ${port}${protocol === "https" ? " ssl" : ""}`,
    String.raw`tcp-check send GET\ '${path || "/"}'\ HTTP/1.1\r\nHost:\ lb\r\nConnection:\ close\r\n\r\n`,
    String.raw`tcp-check expect rstring '^HTTP/1\.[01] [23][0-9][0-9] '`,
  ]
}

const bracketed = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host)

/** Of the addresses that hostile requests have. */
const canonical = (address: string): string =>
  ({ "2001:DB8:0::7": "2001:db8::7", "::ffff:10.1.2.3": "10.1.2.3" })[address] ?? address
