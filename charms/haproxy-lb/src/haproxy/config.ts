import { createHash } from "node:crypto"
import type { BackendAddress, Desired, Place, Service } from "../plan/desired.ts"
import { idleOf, USUAL_IDLE } from "../plan/options.ts"
import { checksOf } from "./checks.ts"
import { NAMES } from "./files.ts"
import { addressWord, countWord, hostWord, idWord, networkWord, portWord, quoted } from "./format.ts"

/** Settings that do not depend on the plan. */
export interface Settings {
  /** User of the workers; undefined: the user who starts them. */
  readonly user?: string | undefined
  /** Time limits for a client's TLS handshake. For https it also limits the time without data in the middle of a request. */
  readonly handshake?: { readonly tcp: number; readonly http: number }
}

/**
 * In seconds. HAProxy 2.6 has no timeout for handshakes alone: `timeout client` applies until the connection to a backend is established.
 */
const HANDSHAKE = { tcp: 10, http: 30 }
/** Connections in addition to those of clients: HAProxy counts the files for listening sockets, checks and the log itself. */
const OWN_CONNECTIONS = 100
/** Seconds for which a client waits for one of the connections to the backends. */
const QUEUE = 30
const MIN_RETRIES = 3
const MAX_RETRIES = 20

export interface Configuration {
  readonly text: string
  /**
   * Certificates with their keys: name in `tlsDir` to content. The name is a hash of the content, so a changed certificate is a new file.
   */
  readonly tls: ReadonlyMap<string, string>
  /** The service for which a line of the text was written; lines count from 1. */
  serviceAt(line: number): Service | undefined
}

/**
 * The whole `haproxy.cfg`, for a process that is started in the folder of its files. A pure function: equal plans give equal texts.
 * @throws ConfigError for a value that must not be written to the configuration
 */
export function configurationOf({ services, metrics }: Desired, settings: Settings = {}): Configuration {
  const tls = new Map(services.flatMap((service) => tlsFile(service)))
  const general = [global(services, settings), DEFAULTS, ...metricsSection(metrics)].map((lines) => ({
    ...{ lines, service: undefined },
  }))
  const sections = [
    ...general,
    ...services.flatMap((service) => sectionsOf(service, settings).map((lines) => ({ lines, service }))),
  ]
  // Sections are separated by an empty line.
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
    `maxconn ${countWord(connections + OWN_CONNECTIONS)}`,
    // A limit of open files below maxconn is then a warning; otherwise HAProxy would not start.
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
  `timeout tunnel ${USUAL_IDLE}s`,
  "timeout http-request 30s",
  "timeout http-keep-alive 30s",
  "timeout check 5s",
  "load-server-state-from-file global",
  "option redispatch 1",
  `retries ${MIN_RETRIES}`,
]

/** A client of the metrics that does not read them holds one of few connections. */
function metricsSection(place: Place | undefined): readonly Section[] {
  if (place === undefined) return []
  return [
    [
      "frontend metrics",
      "mode http",
      `bind ${addressWord(place.address)}:${portWord(place.port)}`,
      "maxconn 10",
      "http-request use-service prometheus-exporter if { path /metrics }",
      "http-request return status 404",
    ],
  ]
}

/** HAProxy has no limit for several frontends together. */
const maxOfPort = ({ maxConnections, ports }: Service): number =>
  Math.max(1, Math.floor(maxConnections / ports.length))

/** Names of a service's sections, without their first letter. */
const nameOf = ({ id }: Service, front: number): string => `${idWord(id)}_${portWord(front)}`

/** Backends of HAProxy as `backend/server`, which its commands take. */
export function serverNames(service: Service): readonly string[] {
  return service.ports.flatMap(({ front }) =>
    service.backends.map(({ host }) => `b_${nameOf(service, front)}/${hostWord(host)}`),
  )
}

function sectionsOf(service: Service, { handshake = HANDSHAKE }: Settings): readonly Section[] {
  const file = tlsFile(service)[0]?.[0]
  const alpn = service.mode === "http" ? " alpn h2,http/1.1" : ""
  const tls = file === undefined ? "" : ` ssl crt ${quoted(`${NAMES.tlsDir}/${file}`)}${alpn}`
  return service.ports.flatMap(({ front, back }) => {
    const name = nameOf(service, front)
    return [
      [
        `frontend f_${name}`,
        `mode ${service.mode}`,
        `bind ${addressWord(service.address)}:${portWord(front)}${tls}`,
        `maxconn ${countWord(maxOfPort(service))}`,
        ...timeout(
          "client",
          clientTimeout(service, file === undefined ? undefined : handshake[service.mode]),
        ),
        ...admission(service),
        ...(service.mode === "http"
          ? [
              // On a reload, a client that waits for its next request gets the response to that request before its connection is closed.
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
        ...retries(service),
        ...limits(service),
        ...service.backends.map((backend) => serverLine(service, backend, back)),
      ],
    ]
  })
}

const timeout = (name: string, seconds: number | undefined): readonly string[] =>
  seconds === undefined ? [] : [`timeout ${name} ${countWord(seconds)}s`]

/** In tcp mode the limit of a tunnel applies once the backend is connected; until then, that of a TLS handshake. */
const clientTimeout = ({ mode, options }: Service, handshake: number | undefined) =>
  mode === "http" ? (options?.clientTimeout ?? handshake) : handshake

/** Which clients may connect. A line has at most 64 words, so each network and name has its own. */
function admission({ mode, tls, options }: Service): readonly string[] {
  const { sourceRanges, serverNames, idleTimeout } = options ?? {}
  const sni = tls === undefined ? "req.ssl_sni" : "ssl_fc_sni"
  return [
    ...(sourceRanges === undefined
      ? []
      : [
          ...sourceRanges.map((range) => `acl from src ${networkWord(range)}`),
          `tcp-request connection reject${sourceRanges.length === 0 ? "" : " unless from"}`,
        ]),
    ...(serverNames === undefined
      ? []
      : [
          ...serverNames.map((name) => `acl named ${sni} -i ${hostWord(name)}`),
          ...(tls === undefined ? ["tcp-request inspect-delay 5s"] : []),
          ...(serverNames.length === 0 ? [] : ["tcp-request content accept if named"]),
          "tcp-request content reject",
        ]),
    ...(mode === "http" ? timeout("http-keep-alive", idleTimeout) : []),
  ]
}

function limits(service: Service): readonly string[] {
  const { mode, options = {} } = service
  return [
    ...timeout("connect", options.connectTimeout),
    ...timeout("server", mode === "http" ? options.serverTimeout : undefined),
    ...timeout("tunnel", mode === "http" ? options.idleTimeout : idleOf(service)),
    ...timeout("check", options.checkTimeout),
    // Otherwise the time limit for connecting applies.
    ...timeout("queue", options.backendConnections && QUEUE),
  ]
}

/**
 * Retries go to other backends, so that one is found while most of them are being removed. A request that reaches a backend which ends is sent
 * again if it only reads.
 */
function retries({ mode, backends }: Service): readonly string[] {
  const count = Math.min(backends.length, MAX_RETRIES)
  return [
    ...(count > MIN_RETRIES ? [`retries ${countWord(count)}`] : []),
    ...(mode === "http"
      ? ["retry-on conn-failure empty-response", "http-request disable-l7-retry unless METH_GET"]
      : []),
  ]
}

const BALANCE = {
  "round-robin": "roundrobin",
  "least-connections": "leastconn",
  "source-ip": "source",
  random: "random(2)",
} as const

/** In http mode a cookie makes a client sticky, in tcp mode a hash of its address, which survives reloads. */
function balance({ mode, algorithm, sticky, id }: Service): readonly string[] {
  const bySource = algorithm === "source-ip" || (sticky && mode === "tcp")
  return [
    `balance ${bySource ? BALANCE["source-ip"] : BALANCE[algorithm]}`,
    ...(bySource ? ["hash-type consistent"] : []),
    ...(sticky && mode === "http" ? [`cookie LB_${idWord(id)} insert indirect nocache httponly`] : []),
  ]
}

/**
 * The server's name derives from its host, because it must not change when other backends are added or removed. The cookie does not reveal
 * the host.
 */
function serverLine(
  { mode, sticky, options = {} }: Service,
  { host, address }: BackendAddress,
  port: number,
): string {
  const { backendConnections, proxyProtocol, weights } = options
  const words = [
    backendConnections && `maxconn ${countWord(backendConnections)}`,
    proxyProtocol && PROXY_PROTOCOL[proxyProtocol],
    weights && `weight ${countWord(weightOf(weights, host), 0)}`,
  ].filter((word) => word !== undefined)
  const cookie = sticky && mode === "http" ? ` cookie ${hash(host).slice(0, 16)}` : ""
  return `server ${hostWord(host)} ${addressWord(address)}:${portWord(port)}${[cookie, ...words].join(" ")}`
}

const PROXY_PROTOCOL = { v1: "send-proxy", v2: "send-proxy-v2" } as const
const weightOf = (weights: Readonly<Record<string, number>>, host: string): number =>
  Object.hasOwn(weights, host) ? (weights[host] ?? DEFAULT_WEIGHT) : DEFAULT_WEIGHT
const DEFAULT_WEIGHT = 100

/** Name and content of the TLS file, or nothing. */
function tlsFile({ tls }: Service): readonly (readonly [string, string])[] {
  if (tls === undefined) return []
  const content = tls.certificate + tls.key
  return [[`${hash(content)}.pem`, content]]
}

const hash = (text: string): string => createHash("sha256").update(text).digest("hex")
