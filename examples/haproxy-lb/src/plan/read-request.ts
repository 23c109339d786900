import { createHash } from "node:crypto"
import {
  type AlgorithmTable,
  type Capabilities,
  chooseAlgorithm,
  type HealthCheckFields,
  type ReceivedRequest,
  unsupportedFields,
} from "loadbalancer-interface"
import { listenAddress } from "./address.ts"
import { ALGORITHMS, type Algorithm, type Check, type Service } from "./desired.ts"
import { MAX_CHECKS } from "./limits.ts"
import { readTls } from "./pem.ts"
import { type BackendInput, readBackends } from "./read-backends.ts"

/** What the plan reads of a request. */
export type Asked = Pick<
  ReceivedRequest,
  | "name"
  | "protocol"
  | "portMapping"
  | "backends"
  | "algorithm"
  | "sticky"
  | "public"
  | "tlsTermination"
  | "tlsCert"
  | "tlsKey"
  | "ingressAddress"
> & {
  readonly relation: { readonly id: number }
  readonly healthChecks: readonly Readonly<Required<HealthCheckFields>>[]
}

/** Words by field, as `response.errorFields` takes them. */
export type Refusal = Readonly<Record<string, string>>

export type Read =
  | { readonly ok: true; readonly service: Service; readonly leftOut: Refusal }
  | { readonly ok: false; readonly refusal: Refusal }

/** What a request is read with. */
export interface ReadInput extends BackendInput {
  readonly can: Capabilities
  /** Where this unit listens if the request names nothing else. */
  readonly address: string
  /** Of all units, this one's too. */
  readonly unitAddresses: readonly string[]
}

export const keyOf = ({ relation, name }: Pick<Asked, "name" | "relation">): string =>
  `${relation.id}/${name}`

/** The number of the relation that a request came from. */
export const relationOf = (key: string): number => Number.parseInt(key, 10)

/** One request by itself, whatever else is asked for. The plan decides how many connections it may have. */
export function readRequest(request: Asked, input: ReadInput): Read {
  const { can, policy } = input
  const refusal: Record<string, string> = { ...unsupportedFields(request, can) }
  const refuse = (field: string, words: string) => {
    refusal[field] ??= words
  }
  const ports = Object.entries(request.portMapping).map(([front, back]) => ({ front: Number(front), back }))
  if (ports.length === 0) refuse("portMapping", "at least one pair of ports is needed")
  const backends = readBackends(request.backends, input)
  if (!backends.ok) refuse("backends", backends.words)
  const listen = listenAddress(request.ingressAddress || input.address)
  if (listen === undefined) refuse("ingressAddress", "has to be one IP address of this provider")
  else if (!input.unitAddresses.includes(listen)) {
    const problem = policy.listenProblem(listen)
    if (problem !== undefined) refuse("ingressAddress", problem)
  }
  if (request.healthChecks.length > MAX_CHECKS) refuse("healthChecks", `more than ${MAX_CHECKS} are not made`)
  const checks = request.healthChecks.map((check, index) =>
    readCheck(check, can, `healthChecks[${index}]`, refuse),
  )
  const table = can.algorithms ?? {}
  const algorithm = algorithmOf(request.algorithm, table)
  if (algorithm === undefined)
    refuse("algorithm", `none of these is known: use ${Object.keys(table).join(", ")}`)
  const tls = request.tlsTermination ? readTls(request.tlsCert, request.tlsKey) : undefined
  if (tls?.ok === false) refuse(tls.field, tls.words)
  if (Object.keys(refusal).length > 0 || listen === undefined || !backends.ok) return { ok: false, refusal }
  const { protocol, tlsTermination } = request
  return {
    ok: true,
    leftOut: backends.leftOut,
    service: {
      key: keyOf(request),
      id: idOf(keyOf(request)),
      // Without the key, https can only be passed on as it comes.
      mode: protocol === "http" || (protocol === "https" && tlsTermination) ? "http" : "tcp",
      address: listen,
      ports,
      backends: backends.backends,
      algorithm: algorithm ?? "round-robin",
      sticky: request.sticky,
      checks: checks.filter((check) => check !== undefined),
      interval: bounded(
        request.healthChecks.map((check) => check.interval),
        30,
        3600,
      ),
      retries: bounded(
        request.healthChecks.map((check) => check.retries),
        3,
        100,
      ),
      tls: tls?.ok === true ? tls.tls : undefined,
      maxConnections: 1,
    },
  }
}

/** A path as a request line can carry it. `'` is left out although it could: it would end a quoted text. */
export function isPath(text: string): boolean {
  return text.length <= 1024 && /^\/[A-Za-z0-9\-._~!&()*+,=:@%/?]*$/.test(text)
}

function readCheck(
  { protocol, port, path }: Asked["healthChecks"][number],
  { healthChecks = [] }: Capabilities,
  place: string,
  refuse: (field: string, words: string) => void,
): Check | undefined {
  if (protocol === "udp" || !healthChecks.includes(protocol)) {
    refuse(`${place}.protocol`, `only ${healthChecks.join(", ")} can be checked`)
    return undefined
  }
  if (!isPath(path || "/")) refuse(`${place}.path`, "has to begin with / and be percent-encoded")
  return { protocol, port, path: path || "/" }
}

function algorithmOf(preferences: readonly string[], table: AlgorithmTable): Algorithm | undefined {
  if (preferences.length === 0) return "round-robin"
  const chosen = chooseAlgorithm(preferences, table)
  return ALGORITHMS.find((name) => name === chosen)
}

/** Engines have one interval and one limit for a backend: the strictest that is asked for. */
function bounded(values: readonly number[], missing: number, most: number): number {
  return values.length === 0 ? missing : Math.min(most, Math.max(1, Math.min(...values)))
}

/** What names a request in a configuration: the relation's number and, of the name, which may hold anything, a hash. */
export function idOf(key: string): string {
  const slash = key.indexOf("/")
  return `r${key.slice(0, slash)}_${createHash("sha256")
    .update(key.slice(slash + 1))
    .digest("hex")
    .slice(0, 12)}`
}
