import { type CharmBase, type Databag, FrameworkObject, type Relation } from "@charmkit/ops"
import { ownBag, remoteBag } from "../engine/bags.ts"
import { type BackendReport, statesOf, toWireHealth } from "../interface/health.ts"
import type { ReceivedRequest } from "../interface/received-request.ts"
import { readHealth } from "../wire/extensions/health.ts"
import {
  EXTENSIONS_KEY,
  healthKey,
  healthNames,
  parseExtensions,
  parseHealth,
  parseResponse,
  responseKey,
  serializeHealth,
} from "../wire.ts"

/** Minimum milliseconds between two hooks that only report health in a relation. */
const PAUSE = 60_000

/**
 * Reports to requirers which backends of their requests are alive, for a provider that knows it. Set the capability `health` too.
 *
 * Each report runs a hook in every unit of the requirer. Therefore nothing is written for a requirer that does not ask for it (see
 * `BackendHealth`), nothing unless the state of a backend has changed or a backend has come or gone, and in each relation at most once a
 * minute. The first health of a response does not wait; the others still do. A change that comes too early is written by the first call after the minute: call `report` for all
 * requests in every hook, at least in update-status.
 *
 * @example
 * ```ts
 * readonly #health = new HealthReports(this, "lb-consumers")
 *
 * // In update-status and in every other hook, after the responses:
 * for (const request of this.lb.allRequests) this.#health.report(request, await this.cloud.statesOf(request.identity))
 * ```
 */
export class HealthReports extends FrameworkObject {
  static override readonly handleKind = "LBHealthReports"
  readonly #charm: CharmBase
  /** Whether this hook may write changes to a relation, by its id. Decided before its first write, so that the order of requests does not matter. */
  readonly #open = new Map<number, boolean>()

  /** @param endpoint its name in the charm's metadata */
  constructor(charm: CharmBase, endpoint: string) {
    super(charm, endpoint)
    this.#charm = charm
  }

  /**
   * Reports the health of all backends of a request that has a response with an address. Does nothing on a follower.
   * @throws ValidationError for an address that could not be a backend of a request
   */
  report(
    { relation, name }: Pick<ReceivedRequest, "relation" | "name">,
    backends: readonly BackendReport[],
  ): void {
    const own = ownBag(this.#charm.model, relation)
    if (own === undefined) return
    const isOpen = this.#isOpen(relation, own)
    const key = healthKey(name)
    const response = parseResponse(own.get(responseKey(name)) ?? "")
    const hash = response.ok && response.value.error === null ? response.value.received_hash : null
    if (hash === null || !parseExtensions(remoteBag(relation)?.get(EXTENSIONS_KEY)).has("health")) {
      own.delete(key)
      return
    }
    const document = toWireHealth(hash, backends, new Date())
    const text = serializeHealth(document)
    const before = readHealth(own.get(key), hash)
    const next = readHealth(text, hash)
    if (next === undefined || (before !== undefined && statesOf(before) === statesOf(next))) return
    // A new response is news to the requirer itself, usually in this hook.
    if (before === undefined || isOpen) own.set(key, text)
  }

  #isOpen(relation: Relation, own: Databag): boolean {
    const known = this.#open.get(relation.id)
    if (known !== undefined) return known
    // A time in the future is that of a leader whose clock is ahead; it must not silence this one.
    const isOpen = healthNames(own.keys()).every((name) => {
      const read = parseHealth(own.get(healthKey(name)) ?? "")
      const age = read.ok ? Date.now() - Date.parse(read.value.reported) : PAUSE
      return age < 0 || age >= PAUSE
    })
    this.#open.set(relation.id, isOpen)
    return isOpen
  }
}
