import { createHash } from "node:crypto"
import {
  type AlgorithmTable,
  type Capabilities,
  chooseAlgorithm,
  type HealthCheckFields,
  type ReadOptions,
  type ReceivedRequest,
  unsupportedFields,
} from "loadbalancer-interface"
import { listenAddress } from "./address.ts"
import { ALGORITHMS, type Algorithm, type Check, type Service } from "./desired.ts"
import { MAX_CHECKS } from "./limits.ts"
import { checkOptions } from "./options.ts"
import { readTls } from "./pem.ts"
import { type BackendInput, readBackends } from "./read-backends.ts"

/** The fields of a request that the plan reads. */
export type RequestSummary = Pick<
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

/** Messages by field, as for `response.errorFields`. */
export type Refusal = Readonly<Record<string, string>>

export type Read =
  | { readonly ok: true; readonly service: Service; readonly leftOut: Refusal }
  | { readonly ok: false; readonly refusal: Refusal }

/** What is needed to read a request. */
export interface ReadInput extends BackendInput {
  readonly capabilities: Capabilities
  /** The address on which this unit listens unless the request names another one. */
  readonly address: string
  /** Addresses of all units, including this one. */
  readonly unitAddresses: readonly string[]
  /** Undefined: none. */
  readonly options?: ReadOptions | undefined
}

export const keyOf = ({ relation, name }: Pick<RequestSummary, "name" | "relation">): string =>
  `${relation.id}/${name}`

/** The id of the relation that a request came from. */
export const relationOf = (key: string): number => Number.parseInt(key, 10)

/** Validates one request, independently of all others. The plan decides later how many connections it gets. */
export function readRequest(request: RequestSummary, input: ReadInput): Read {
  const { capabilities, policy } = input
  const refusal: Record<string, string> = { ...unsupportedFields(request, capabilities) }
  const refuse = (field: string, reason: string) => {
    refusal[field] ??= reason
  }
  const ports = Object.entries(request.portMapping).map(([front, back]) => ({ front: Number(front), back }))
  if (ports.length === 0) refuse("portMapping", "at least one pair of ports is needed")
  const backends = readBackends(request.backends, input)
  if (!backends.ok) refuse("backends", backends.reason)
  const listen = listenAddress(request.ingressAddress || input.address)
  if (listen === undefined) refuse("ingressAddress", "has to be one IP address of this provider")
  else if (!input.unitAddresses.includes(listen)) {
    const problem = policy.listenProblem(listen)
    if (problem !== undefined) refuse("ingressAddress", problem)
  }
  if (request.healthChecks.length > MAX_CHECKS) refuse("healthChecks", `more than ${MAX_CHECKS} are not made`)
  const checks = request.healthChecks.map((check, index) =>
    readCheck(check, capabilities, `healthChecks[${index}]`, refuse),
  )
  const table = capabilities.algorithms ?? {}
  const algorithm = algorithmOf(request.algorithm, table)
  if (algorithm === undefined)
    refuse("algorithm", `none of these is known: use ${Object.keys(table).join(", ")}`)
  const options = input.options && checkOptions(input.options, request, refuse)
  const tls = request.tlsTermination ? readTls(request.tlsCert, request.tlsKey) : undefined
  if (tls?.ok === false) refuse(tls.field, tls.reason)
  if (Object.keys(refusal).length > 0 || listen === undefined || !backends.ok) return { ok: false, refusal }
  const { protocol, tlsTermination } = request
  return {
    ok: true,
    leftOut: backends.leftOut,
    service: {
      key: keyOf(request),
      id: idOf(keyOf(request)),
      // Without the private key, https can only be forwarded without termination.
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
      ...(options === undefined || Object.keys(options).length === 0 ? {} : { options }),
    },
  }
}

/**
 * Whether the text can be the path of a request line. `'` is excluded although HTTP allows it: it would end a quoted string of the
 * configuration.
 */
export function isPath(text: string): boolean {
  return text.length <= 1024 && /^\/[A-Za-z0-9\-._~!&()*+,=:@%/?]*$/.test(text)
}

function readCheck(
  { protocol, port, path }: RequestSummary["healthChecks"][number],
  { healthChecks = [] }: Capabilities,
  place: string,
  refuse: (field: string, reason: string) => void,
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

/** Engines have one interval and one failure limit for a backend: the strictest of all checks. */
function bounded(values: readonly number[], missing: number, most: number): number {
  return values.length === 0 ? missing : Math.min(most, Math.max(1, Math.min(...values)))
}

/** The name of a request's sections in a configuration: the relation id and a hash of the request's name, which can have any characters. */
export function idOf(key: string): string {
  const slash = key.indexOf("/")
  return `r${key.slice(0, slash)}_${createHash("sha256")
    .update(key.slice(slash + 1))
    .digest("hex")
    .slice(0, 12)}`
}
