import type { ReceivedRequest } from "../../interface/received-request.ts"

/** A load balancer outside of Juju, as its tags describe it. */
export interface ExistingLoadBalancer {
  /** The `ReceivedRequest.identity` of the request that it was created for. */
  readonly identity: string
  /** The `ReceivedRequest.fingerprint` that was applied last; empty while a change is in progress. */
  readonly fingerprint: string
}

/** The steps that bring the existing load balancers in line with the requests. */
export interface Reconciliation<Existing extends ExistingLoadBalancer> {
  /** To create (nothing exists), to change (another fingerprint), or only to answer. Pass each to `sendResponse` afterwards. */
  readonly ensure: readonly {
    readonly request: ReceivedRequest
    readonly existing: Existing | undefined
  }[]
  /** Load balancers without a request, and duplicates. */
  readonly remove: readonly Existing[]
}

/** The requests as one unit knows them. */
export interface Wanted {
  /** Requests that can be served now. */
  readonly requests: readonly ReceivedRequest[]
  /** Whether it has no response, was changed since, or may have been served with other default backends. */
  readonly isNew: (request: ReceivedRequest) => boolean
  /** The same without regard to default backends: the fingerprint of an existing load balancer is better evidence for them. */
  readonly isUnanswered: (request: ReceivedRequest) => boolean
  /** Whether it is certain that the request with this identity no longer exists. */
  readonly isGone: (identity: string) => boolean
}

/** Compares requests with existing load balancers. A load balancer whose request is uncertain is neither changed nor removed. */
export function compare<Existing extends ExistingLoadBalancer>(
  { requests, isNew, isUnanswered, isGone }: Wanted,
  existing: Iterable<Existing>,
): Reconciliation<Existing> {
  const byIdentity = new Map<string, Existing[]>()
  for (const one of existing) byIdentity.set(one.identity, [...(byIdentity.get(one.identity) ?? []), one])
  const ensure: { request: ReceivedRequest; existing: Existing | undefined }[] = []
  const remove: Existing[] = []
  for (const request of requests) {
    const all = byIdentity.get(request.identity) ?? []
    const kept = all.find(({ fingerprint }) => fingerprint === request.fingerprint) ?? all[0]
    remove.push(...all.filter((one) => one !== kept))
    byIdentity.delete(request.identity)
    const isDue =
      kept === undefined
        ? isNew(request) || hasAddress(request)
        : isUnanswered(request) || kept.fingerprint !== request.fingerprint
    if (isDue) ensure.push({ request, existing: kept })
  }
  for (const [identity, all] of byIdentity) if (isGone(identity)) remove.push(...all)
  return { ensure, remove }
}

/** Returns whether the requirer has been sent an address. */
function hasAddress({ previousResponse }: ReceivedRequest): boolean {
  return previousResponse !== undefined && previousResponse.error === null
}
