import type { Capabilities, ReadOptions } from "loadbalancer-interface"
import { listenAddress } from "./address.ts"
import type { AddressPolicy } from "./address-policy.ts"
import { type Claims, grant } from "./claims.ts"
import type { BackendAddress, Desired, Service } from "./desired.ts"
import { keyOf, type Refusal, type RequestSummary, readRequest } from "./read-request.ts"
import { shareConnections } from "./share-connections.ts"

export interface PlanInput {
  readonly requests: readonly (RequestSummary & { readonly drainUntil: Date | undefined })[]
  /** Keys of unreadable requests, whose services are kept. */
  readonly unreadable: ReadonlySet<string>
  readonly capabilities: Capabilities
  /** The address on which this unit listens. */
  readonly address: string
  /** Addresses of all units, including this one. */
  readonly unitAddresses: readonly string[]
  readonly policy: AddressPolicy
  /** The addresses of the backends' host names, as resolved by this unit. */
  readonly resolved: ReadonlyMap<string, readonly string[]>
  /** Whether a unit of the consumer has published this address. Only called when the address is not allowed. */
  readonly isUnitAddress: (relationId: number, host: string) => boolean
  /** Maximum number of client connections of a unit that listens on so many ports. */
  readonly maxConnections: (ports: number) => number
  readonly claims: Claims
  /** The current configuration of this unit. */
  readonly before: Desired
  /** The options of requests, by key; those that are missing have none. */
  readonly options?: ReadonlyMap<string, ReadOptions>
}

export interface Plan {
  /** The new configuration of this unit. */
  readonly desired: Desired
  /** Accepted requests by key, with their services. */
  readonly served: ReadonlyMap<string, Service>
  readonly refused: ReadonlyMap<string, Refusal>
  /** By key, rejected hosts of a service that is served nevertheless, with the reasons. */
  readonly leftOut: ReadonlyMap<string, Refusal>
  readonly claims: Claims
}

/** Plans the configuration for all requests of all relations. A pure function: equal databags give equal plans on every unit. */
export function plan(input: PlanInput): Plan {
  const { requests, unreadable, before, policy, resolved, capabilities } = input
  const address = listenAddress(input.address) ?? input.address
  const unitAddresses = input.unitAddresses.map((one) => listenAddress(one) ?? one)
  const refused = new Map<string, Refusal>()
  const leftOut = new Map<string, Refusal>()
  const usable = ({ address: one }: BackendAddress) => policy.backendProblem(one) === undefined
  const current = new Map(before.services.map((service) => [service.key, service]))
  const requested: Service[] = before.services
    .filter(({ key }) => unreadable.has(key))
    .map((service) => ({ ...service, backends: service.backends.filter(usable) }))
  for (const request of requests) {
    const key = keyOf(request)
    if (unreadable.has(key)) continue
    const read = readRequest(withKeptKey(request, current.get(key)), {
      ...{ capabilities, address, unitAddresses, policy, resolved },
      isOfUnit: (host) => input.isUnitAddress(request.relation.id, host),
      before: current.get(key)?.backends ?? [],
      options: input.options?.get(key),
    })
    if (read.ok) {
      requested.push(read.service)
      if (Object.keys(read.leftOut).length > 0) leftOut.set(key, read.leftOut)
    } else refused.set(key, read.refusal)
  }
  const granted = grant(requested, input.claims, unitAddresses)
  const names = new Map(requests.map((request) => [keyOf(request), request]))
  for (const [key, rivals] of granted.taken) {
    const holder = (by: string) =>
      names.get(by)?.relation.id === names.get(key)?.relation.id
        ? `the request "${names.get(by)?.name ?? by}"`
        : "another consumer"
    const fields = rivals.map(({ port, by }) => [
      `portMapping.${port}`,
      `port ${port} is taken by ${holder(by)}`,
    ])
    refused.set(key, Object.fromEntries(fields))
  }
  for (const [key, refusal] of granted.tooMany) refused.set(key, refusal)
  const ports = granted.services.reduce((sum, one) => sum + one.ports.length, 0)
  const services = shareConnections(granted.services, input.maxConnections(ports))
  const draining = new Set(
    requests.filter(({ drainUntil }) => drainUntil !== undefined).map((one) => keyOf(one)),
  )
  // The address of another unit: only that unit listens on it.
  const here = ({ address: listen }: Service) => listen === address || !unitAddresses.includes(listen)
  return {
    desired: { services: services.filter((one) => !draining.has(one.key) && here(one)) },
    served: new Map(services.map((one) => [one.key, one])),
    refused,
    leftOut,
    claims: granted.claims,
  }
}

/** While the secret with the private key cannot be read, the service keeps its current key, provided that the certificate is the same. */
function withKeptKey(request: PlanInput["requests"][number], before: Service | undefined): RequestSummary {
  if (!request.tlsTermination || request.tlsKey !== null || request.tlsCert === null) return request
  const tls = before?.tls
  if (tls === undefined) return request
  const { relation, name, protocol, portMapping, backends, algorithm, sticky, healthChecks } = request
  const { tlsTermination, tlsCert, ingressAddress } = request
  return {
    ...{ relation, name, protocol, portMapping, backends, algorithm, sticky, healthChecks },
    ...{ public: request.public, tlsTermination, tlsCert, ingressAddress, tlsKey: tls.key },
  }
}
