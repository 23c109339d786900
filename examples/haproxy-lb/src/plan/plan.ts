import type { Capabilities } from "loadbalancer-interface"
import { listenAddress } from "./address.ts"
import { type Claims, grant } from "./claims.ts"
import type { Desired, Service } from "./desired.ts"
import { type Asked, keyOf, type Refusal, readRequest } from "./read-request.ts"

export interface PlanInput {
  readonly requests: readonly (Asked & { readonly drainUntil: Date | undefined })[]
  /** Keys of requests that cannot be read: what was made for them stays. */
  readonly unreadable: readonly string[]
  readonly can: Capabilities
  /** Where this unit listens. */
  readonly address: string
  /** Of all units, this one's too. */
  readonly unitAddresses: readonly string[]
  readonly claims: Claims
  /** What this unit balances now. */
  readonly before: Desired
}

export interface Plan {
  /** What is balanced in this unit. */
  readonly desired: Desired
  /** What every request has come to, by key: a service, or words by field. */
  readonly served: ReadonlyMap<string, Service>
  readonly refused: ReadonlyMap<string, Refusal>
  readonly claims: Claims
}

/** From all requests of all relations to what is to be balanced. A pure function: equal databags, equal plan, on every unit. */
export function plan(input: PlanInput): Plan {
  const { requests, unreadable, can, before } = input
  const address = listenAddress(input.address) ?? input.address
  const unitAddresses = input.unitAddresses.map((one) => listenAddress(one) ?? one)
  const refused = new Map<string, Refusal>()
  const wanted: Service[] = before.services.filter(({ key }) => unreadable.includes(key))
  for (const request of requests) {
    const key = keyOf(request)
    if (unreadable.includes(key)) continue
    const read = readRequest(withKeptKey(request, before), can, address)
    if (read.ok) wanted.push(read.service)
    else refused.set(key, read.refusal)
  }
  const granted = grant(wanted, input.claims, unitAddresses)
  const names = new Map(requests.map((request) => [keyOf(request), request]))
  for (const [key, rivals] of granted.taken) {
    const holder = (by: string) =>
      names.get(by)?.relation.id === names.get(key)?.relation.id
        ? `the request "${names.get(by)?.name ?? by}"`
        : "another consumer"
    const words = rivals.map(({ port, by }) => [
      `portMapping.${port}`,
      `port ${port} is taken by ${holder(by)}`,
    ])
    refused.set(key, Object.fromEntries(words))
  }
  const draining = new Set(
    requests.filter(({ drainUntil }) => drainUntil !== undefined).map((one) => keyOf(one)),
  )
  // The address of another unit is that unit's to listen on.
  const here = ({ address: listen }: Service) => listen === address || !unitAddresses.includes(listen)
  return {
    desired: { services: granted.services.filter((one) => !draining.has(one.key) && here(one)) },
    served: new Map(granted.services.map((one) => [one.key, one])),
    refused,
    claims: granted.claims,
  }
}

/** A key whose secret cannot be read for a while is the one that serves the same certificate now. */
function withKeptKey(request: PlanInput["requests"][number], before: Desired): Asked {
  if (!request.tlsTermination || request.tlsKey !== null || request.tlsCert === null) return request
  const tls = before.services.find(({ key }) => key === keyOf(request))?.tls
  if (tls === undefined) return request
  const { relation, name, protocol, portMapping, backends, algorithm, sticky, healthChecks } = request
  const { tlsTermination, tlsCert, ingressAddress } = request
  return {
    ...{ relation, name, protocol, portMapping, backends, algorithm, sticky, healthChecks },
    ...{ public: request.public, tlsTermination, tlsCert, ingressAddress, tlsKey: tls.key },
  }
}
