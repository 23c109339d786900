import { isIP } from "node:net"
import { idOf } from "../src/plan/read-request.ts"
import type { HostileRequest } from "./hostile.ts"

const BALANCE: Readonly<Record<string, string>> = {
  "round-robin": "roundrobin",
  "least-connections": "leastconn",
  "source-ip": "source",
  random: "random(2)",
}

interface Place {
  /** The address to listen on if the request names none. */
  readonly address: string
  /** The address to which every host name resolves. */
  readonly found: string
  readonly maxConnections: number
}

/**
 * The expected sections of `haproxy.cfg` for an accepted request, written independently of the code under test: each value of the request
 * is in its place and nowhere else. Names of certificates are `HASH`, cookies of backends `COOKIE`.
 */
export function expectedSections(key: string, request: HostileRequest, place: Place) {
  const { address, found, maxConnections } = place
  const { front, protocol, backends, algorithm, sticky, check, tls } = request
  const name = `${idOf(key)}_${front}`
  const http = protocol === "http" || (protocol === "https" && tls !== undefined)
  const listen = canonical(request.ingress_address || address)
  const chosen = algorithm.map((one) => one.toLowerCase()).find((one) => one in BALANCE)
  const bySource = chosen === "source-ip" || (sticky && !http)
  const crt = tls === undefined ? "" : ` ssl crt 'tls/HASH'${http ? " alpn h2,http/1.1" : ""}`
  const cookie = sticky && http ? " cookie COOKIE" : ""
  const frontend = [
    `frontend f_${name}`,
    `mode ${http ? "http" : "tcp"}`,
    `bind ${bracketed(listen)}:${front}${crt}`,
    `maxconn ${maxConnections}`,
    ...(tls === undefined ? [] : [`timeout client ${http ? 30 : 10}s`]),
    ...(http ? ["option idle-close-on-response", "option forwardfor"] : []),
    ...(http ? [`http-request set-header X-Forwarded-Proto ${tls === undefined ? "http" : "https"}`] : []),
    `default_backend b_${name}`,
  ]
  const addresses = new Map<string, string>()
  for (const host of backends) {
    const one = isIP(host) === 0 ? found : canonical(host)
    if (!addresses.has(one)) addresses.set(one, host)
  }
  const backend = [
    `backend b_${name}`,
    `mode ${http ? "http" : "tcp"}`,
    `balance ${bySource ? "source" : BALANCE[chosen ?? "round-robin"]}`,
    ...(bySource ? ["hash-type consistent"] : []),
    ...(cookie === "" ? [] : [`cookie LB_${idOf(key)} insert indirect nocache httponly`]),
    ...(check === undefined
      ? []
      : [
          "option tcp-check",
          ...stepsOf(check),
          `default-server check inter 5s fastinter 1s downinter 5s fall 2 rise 2 verify none`,
        ]),
    ...(addresses.size > 3 ? [`retries ${addresses.size}`] : []),
    ...(http
      ? ["retry-on conn-failure empty-response", "http-request disable-l7-retry unless METH_GET"]
      : []),
    ...[...addresses].map(([one, host]) => `server ${host} ${bracketed(one)}:8080${cookie}`),
  ]
  return [frontend, backend]
}

function stepsOf({ protocol, port, path }: NonNullable<HostileRequest["check"]>): readonly string[] {
  if (protocol === "tcp") return [`tcp-check connect port ${port}`]
  return [
    `tcp-check connect port ${port}${protocol === "https" ? " ssl" : ""}`,
    String.raw`tcp-check send GET\ '${path || "/"}'\ HTTP/1.1\r\nHost:\ lb\r\nConnection:\ close\r\n\r\n`,
    String.raw`tcp-check expect rstring '^HTTP/1\.[01] ([23][0-9][0-9]|40[13]) '`,
  ]
}

const bracketed = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host)

/** The canonical form of the addresses in hostile requests. */
const canonical = (address: string): string =>
  ({ "2001:DB8:0::7": "2001:db8::7", "::ffff:10.1.2.3": "10.1.2.3" })[address] ?? address
