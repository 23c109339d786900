import { createHash } from "node:crypto"
import { isIP } from "node:net"
import { join } from "node:path"
import type { Desired, Service } from "../plan/desired.ts"
import { isHost } from "../plan/read-request.ts"
import { checksOf } from "./checks.ts"
import { hostWord, idWord, portWord, quoted } from "./words.ts"

/** Where HAProxy finds what is not in its configuration. Absolute paths: it takes others for addresses. */
export interface Places {
  /** For commands, and to hand sockets over to the next worker. */
  readonly adminSocket: string
  /** Which backends were dead before a reload. */
  readonly serverState: string
  readonly tlsDir: string
  /** Whom the workers run as; undefined: whoever starts them. */
  readonly user: string | undefined
}

export interface Configuration {
  readonly text: string
  /** Certificates with their keys: name in `tlsDir` to content. The name is a hash, so a changed certificate is another file. */
  readonly tls: ReadonlyMap<string, string>
}

/** The whole of `haproxy.cfg`. A pure function: equal plans are equal texts. @throws ConfigError for what must not get into it */
export function configurationOf({ services }: Desired, places: Places): Configuration {
  const tls = new Map(services.flatMap((service) => tlsFile(service)))
  const sections = [global(places), DEFAULTS, ...services.flatMap((service) => sectionsOf(service, places))]
  return { text: `${sections.map((lines) => lines.join("\n    ")).join("\n\n")}\n`, tls }
}

type Section = readonly string[]

function global({ adminSocket, serverState, user }: Places): Section {
  return [
    "global",
    `stats socket ${quoted(adminSocket)} mode 600 level admin expose-fd listeners`,
    `server-state-file ${quoted(serverState)}`,
    "hard-stop-after 30m",
    "ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets",
    ...(user === undefined ? [] : [`user ${idWord(user)}`, `group ${idWord(user)}`]),
  ]
}

const DEFAULTS: Section = [
  "defaults",
  "timeout connect 5s",
  "timeout client 1h",
  "timeout server 1h",
  "timeout http-request 30s",
  "timeout http-keep-alive 30s",
  "timeout check 5s",
  "load-server-state-from-file global",
  "option redispatch 1",
  "retries 3",
]

function sectionsOf(service: Service, { tlsDir }: Places): readonly Section[] {
  const file = tlsFile(service)[0]?.[0]
  const alpn = service.mode === "http" ? " alpn h2,http/1.1" : ""
  const tls = file === undefined ? "" : ` ssl crt ${quoted(join(tlsDir, file))}${alpn}`
  return service.ports.flatMap(({ front, back }) => {
    const name = `${idWord(service.id)}_${portWord(front)}`
    return [
      [
        `frontend f_${name}`,
        `mode ${service.mode}`,
        `bind ${listenWord(service.address)}:${portWord(front)}${tls}`,
        ...(service.mode === "http"
          ? [
              "option forwardfor",
              `http-request set-header X-Forwarded-Proto ${service.tls === undefined ? "http" : "https"}`,
            ]
          : []),
        `default_backend b_${name}`,
      ],
      [
        `backend b_${name}`,
        `mode ${service.mode}`,
        ...balance(service),
        ...checksOf(service),
        ...service.backends.map((host) => serverLine(service, host, back)),
      ],
    ]
  })
}

const BALANCE = {
  "round-robin": "roundrobin",
  "least-connections": "leastconn",
  "source-ip": "source",
  random: "random(2)",
} as const

/** In http a client stays by a cookie, otherwise by a hash of its address, which needs no memory that a reload could lose. */
function balance({ mode, algorithm, sticky, id }: Service): readonly string[] {
  const bySource = algorithm === "source-ip" || (sticky && mode === "tcp")
  return [
    `balance ${bySource ? BALANCE["source-ip"] : BALANCE[algorithm]}`,
    ...(bySource ? ["hash-type consistent"] : []),
    ...(sticky && mode === "http" ? [`cookie LB_${idWord(id)} insert indirect nocache httponly`] : []),
  ]
}

/** Named by its address: the name must stay when others come and go. The cookie does not tell the address. */
function serverLine({ mode, sticky }: Service, host: string, port: number): string {
  const cookie = sticky && mode === "http" ? ` cookie ${hash(host).slice(0, 16)}` : ""
  return `server ${hostWord(host)} ${isIP(host) === 6 ? `[${host}]` : host}:${portWord(port)}${cookie}`
}

function listenWord(address: string): string {
  return isIP(address) === 6 && isHost(address) ? `[${address}]` : hostWord(address)
}

/** Name and content of the one file, or none. */
function tlsFile({ tls }: Service): readonly (readonly [string, string])[] {
  if (tls === undefined) return []
  const content = tls.certificate + tls.key
  return [[`${hash(content)}.pem`, content]]
}

const hash = (text: string): string => createHash("sha256").update(text).digest("hex")
