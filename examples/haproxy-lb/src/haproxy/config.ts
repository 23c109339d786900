import { createHash } from "node:crypto"
import type { BackendAddress, Desired, Service } from "../plan/desired.ts"
import { checksOf } from "./checks.ts"
import { NAMES } from "./files.ts"
import { addressWord, countWord, hostWord, idWord, portWord, quoted } from "./words.ts"

/** What does not come from the plan. */
export interface Settings {
  /** Whom the workers run as; undefined: whoever starts them. */
  readonly user?: string | undefined
  /** How long a client may take for its TLS handshake. For https it is also how long one may read or send nothing in the middle of a request. */
  readonly handshake?: { readonly tcp: number; readonly http: number }
}

/** In seconds. HAProxy 2.6 has no time for handshakes alone: until a connection is through to a backend, `timeout client` holds. */
const HANDSHAKE = { tcp: 10, http: 30 }
/** Beside those of clients: files for listening sockets, checks and the log are counted by HAProxy itself. */
const SPARE_CONNECTIONS = 100

export interface Configuration {
  readonly text: string
  /** Certificates with their keys: name in `tlsDir` to content. The name is a hash, so a changed certificate is another file. */
  readonly tls: ReadonlyMap<string, string>
  /** The service that a line of the text, from 1 on, was written for. */
  serviceAt(line: number): Service | undefined
}

/**
 * The whole of `haproxy.cfg`, for a process that is started in the folder of its files. A pure function: equal plans are equal texts.
 * @throws ConfigError for what must not get into it
 */
export function configurationOf({ services }: Desired, settings: Settings = {}): Configuration {
  const tls = new Map(services.flatMap((service) => tlsFile(service)))
  const general = [global(services, settings), DEFAULTS].map((lines) => ({ lines, service: undefined }))
  const sections = [
    ...general,
    ...services.flatMap((service) => sectionsOf(service, settings).map((lines) => ({ lines, service }))),
  ]
  // An empty line is between sections.
  const owners = sections.flatMap(({ lines, service }) => [...lines, ""].map(() => service))
  return {
    text: `${sections.map(({ lines }) => lines.join("\n    ")).join("\n\n")}\n`,
    tls,
    serviceAt: (line) => owners[line - 1],
  }
}

type Section = readonly string[]

function global(services: readonly Service[], { user }: Settings): Section {
  const connections = services.reduce((sum, one) => sum + one.ports.length * maxOfPort(one), 0)
  return [
    "global",
    `stats socket unix@${NAMES.adminSocket} mode 600 level admin expose-fd listeners`,
    `server-state-file ${NAMES.serverState}`,
    `maxconn ${countWord(connections + SPARE_CONNECTIONS)}`,
    // Fewer files than that are a warning then, and no reason to serve nobody.
    "no strict-limits",
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
  "timeout tunnel 1h",
  "timeout http-request 30s",
  "timeout http-keep-alive 30s",
  "timeout check 5s",
  "load-server-state-from-file global",
  "option redispatch 1",
  "retries 3",
]

/** HAProxy has no limit for several frontends together. */
const maxOfPort = ({ maxConnections, ports }: Service): number =>
  Math.max(1, Math.floor(maxConnections / ports.length))

function sectionsOf(service: Service, { handshake = HANDSHAKE }: Settings): readonly Section[] {
  const file = tlsFile(service)[0]?.[0]
  const alpn = service.mode === "http" ? " alpn h2,http/1.1" : ""
  const tls = file === undefined ? "" : ` ssl crt ${quoted(`${NAMES.tlsDir}/${file}`)}${alpn}`
  return service.ports.flatMap(({ front, back }) => {
    const name = `${idWord(service.id)}_${portWord(front)}`
    return [
      [
        `frontend f_${name}`,
        `mode ${service.mode}`,
        `bind ${addressWord(service.address)}:${portWord(front)}${tls}`,
        `maxconn ${countWord(maxOfPort(service))}`,
        ...(file === undefined ? [] : [`timeout client ${countWord(handshake[service.mode])}s`]),
        ...(service.mode === "http"
          ? [
              // A reload resets no connection that waits for its next request: that one is answered, and closes it.
              "option idle-close-on-response",
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
        ...service.backends.map((backend) => serverLine(service, backend, back)),
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

/** Named by its host: the name must stay when others come and go. The cookie does not tell it. */
function serverLine({ mode, sticky }: Service, { host, address }: BackendAddress, port: number): string {
  const cookie = sticky && mode === "http" ? ` cookie ${hash(host).slice(0, 16)}` : ""
  return `server ${hostWord(host)} ${addressWord(address)}:${portWord(port)}${cookie}`
}

/** Name and content of the one file, or none. */
function tlsFile({ tls }: Service): readonly (readonly [string, string])[] {
  if (tls === undefined) return []
  const content = tls.certificate + tls.key
  return [[`${hash(content)}.pem`, content]]
}

const hash = (text: string): string => createHash("sha256").update(text).digest("hex")
