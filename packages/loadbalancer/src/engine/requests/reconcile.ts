import type { ReceivedRequest } from "../../interface/received-request.ts"

/** What a provider has made for a request, as the tags on it say. */
export interface ExistingLoadBalancer {
  /** `ReceivedRequest.identity`, as it was when this was made. */
  readonly identity: string
  /** `ReceivedRequest.fingerprint` of the text of the request that this was last made from; empty while a change is under way. */
  readonly fingerprint: string
}

/** What is left to do so that what exists is what is asked for. */
export interface Reconciliation<Existing extends ExistingLoadBalancer> {
  /** To be made (nothing exists), changed (another fingerprint), or only answered. Afterwards give each to `sendResponse`. */
  readonly ensure: readonly {
    readonly request: ReceivedRequest
    readonly existing: Existing | undefined
  }[]
  /** Nobody asks for these any more, or they are there twice. */
  readonly remove: readonly Existing[]
}

/** What is asked for, as one unit knows it. */
export interface Wanted {
  /** Requests that can be served. */
  readonly requests: readonly ReceivedRequest[]
  /** Whether it has no answer yet, was changed after its answer, or may have been served with other default backends. */
  readonly isNew: (request: ReceivedRequest) => boolean
  /** The same without default backends, which what exists tells better. */
  readonly isUnanswered: (request: ReceivedRequest) => boolean
  /** Whether it is certain that nobody asks for this. */
  readonly isGone: (identity: string) => boolean
}

/** Compares what is asked for with what exists. Whatever is uncertain stays as it is. */
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

/** Whether its consumer has been told that the load balancer is there. */
function hasAddress({ previousResponse }: ReceivedRequest): boolean {
  return previousResponse !== undefined && previousResponse.error === null
}
