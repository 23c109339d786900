// Long because the names of upstream's class, and what they need, belong in one place.
import {
  type CharmBase,
  defineEvents,
  FrameworkObject,
  type Relation,
  type RelationBrokenEvent,
  type RelationDepartedEvent,
  type RelationEvent,
} from "@charmkit/ops"
import { formatIssues, md5 } from "../wire.ts"
import { shorten } from "./bags.ts"
import type { Capabilities } from "./capabilities.ts"
import { checkEndpoint } from "./check-endpoint.ts"
import { ConsumerRelation, type SelfDescription } from "./consumer-relation.ts"
import { LoadBalancerError } from "./errors.ts"
import { LBRequestsChanged } from "./events.ts"
import { identityOf, parseIdentity } from "./identity.ts"
import { markPending } from "./pending-request.ts"
import type { ReactiveFlags } from "./reactive-flags.ts"
import type { InvalidBackend, InvalidRequest, ReceivedRequest, RemovedRequest } from "./received-request.ts"
import { compare, type ExistingLoadBalancer, type Reconciliation } from "./reconcile.ts"
import { Remaining } from "./remaining.ts"
import { remember } from "./remember.ts"
import { type RequestMemory, requestMemory } from "./request-memory.ts"

/** So many fit into what Juju keeps for a unit (64 KB in one value), beside what followers were told. */
const SETTLED_LIMIT = 2_000

/** What is left to answer or to clean up. */
type OpenRequest = Pick<RemovedRequest, "relation" | "name">

/** How the provider's side behaves; all of it has defaults. */
export interface LBConsumersOptions {
  /** Lets units that do not lead see the requests; they are told of changes and cannot answer. */
  readonly followersRead?: boolean
  /**
   * What this provider can do, for consumers that ask first; a function if it depends on something that changes. It is written with
   * the version, and refuses nothing: see `unsupportedFields`.
   */
  readonly capabilities?: Capabilities | (() => Capabilities)
  /** Says to consumers that requests with `drainUntil` are drained and answered with `drained`. */
  readonly drains?: boolean
  /**
   * Answers requests that cannot be used with `unsupported` and the reasons, by field; otherwise they are only in `invalidRequests` and in
   * the log. The refusal takes the place of an earlier answer; what was made for it stays until the request is gone.
   */
  readonly refuseInvalid?: boolean
  /** Requests are not new before the consumer has told the address of some backend; see `ReceivedRequest.hasBackends`. */
  readonly waitForBackends?: boolean
}

/**
 * The provider's side: for a charm that makes load balancers and has `provides: { …: { interface: loadbalancer } }`.
 *
 * What has been answered, and what of it was removed, is read from the relation itself. Every leader sees the same. Juju shows none of it
 * to followers, and none of a relation that has ended; so each unit also remembers which requests it has seen, and reports those of ended
 * relations when it comes to lead. No property throws for what a consumer wrote; that is in `invalidRequests`.
 */
export class LBConsumers extends FrameworkObject {
  static override readonly handleKind = "LBConsumers"
  /** For reactive charms: the flags that `manageFlags` keeps, after `endpoint.NAME.`. */
  static readonly reactiveFlags = ["requests_changed"] as const
  /** `requestsChanged`, while there is something to do for the leader. */
  readonly on = defineEvents(this, { requestsChanged: LBRequestsChanged })
  /** Name of the endpoint in the charm's metadata. */
  readonly endpoint: string
  readonly #charm: CharmBase
  readonly #relations = new Map<number, ConsumerRelation>()
  readonly #revoked = new Set<string>()
  #followersRead: boolean
  readonly #options: LBConsumersOptions
  #broken: ConsumerRelation | undefined
  #flags: ReactiveFlags | undefined
  #told = false
  readonly #remaining = new Remaining<OpenRequest>(
    () => [...this.removedRequests, ...this.newRequests],
    (request) => this.#isOpen(request),
  )
  /** Relations that were looked at in this dispatch, or in which something was done. */
  readonly #looked = new Set<ConsumerRelation>()
  // What cannot be read from the relation: this unit is going away. And, for followers, what they have been told.
  readonly #state = this.storedState({
    leaving: false as boolean,
    told: {} as Record<string, string>,
    /** For the leader: how many requests there are in relations where nothing is left to do. */
    settled: {} as Record<string, number>,
    /** Whether a request was deferred, so that reactive charms have to be woken in every hook. */
    deferred: false as boolean,
  })
  readonly #memory: RequestMemory
  /** Juju runs update-status only when nothing else is due: this unit has heard of all relations then. */
  #upToDate = false

  /** @param endpoint its name in the charm's metadata */
  constructor(charm: CharmBase, endpoint: string, options: LBConsumersOptions = {}) {
    super(charm, endpoint)
    checkEndpoint(charm, endpoint, "LBConsumers")
    this.#charm = charm
    this.endpoint = endpoint
    this.#options = options
    this.#memory = requestMemory(charm, endpoint)
    beside(charm, endpoint).push(options)
    this.#followersRead = options.followersRead ?? false
    const relation = charm.on.relation(endpoint)
    this.observe(relation.created, this.onRelation)
    this.observe(relation.joined, this.onRelation)
    this.observe(relation.changed, this.onRelation)
    this.observe(relation.departed, this.onDeparted)
    this.observe(relation.broken, this.onBroken)
    this.observe(charm.on.leaderElected, this.onAll)
    this.observe(charm.on.upgradeCharm, this.onUpgrade)
    this.observe(charm.on.configChanged, this.onAll)
    this.observe(charm.on.updateStatus, this.onUpdateStatus)
    this.observe(charm.framework.on.commit, this.onCommit)
  }

  /** The same as the option `followersRead`, for this dispatch. Call it in the charm's constructor. */
  followerPerms({ read }: { readonly read: boolean }): void {
    this.#followersRead = read
  }

  /** By relation id and name. Empty for followers that have no permission. */
  get allRequests(): readonly ReceivedRequest[] {
    return this.#visible.flatMap(({ requests }) => requests)
  }

  /** How many `allRequests` has; for the leader without reading relations in which nothing is left to do. */
  get requestCount(): number {
    if (!this.#charm.unit.isLeader()) return this.allRequests.length
    const { settled } = this.#state
    const counts = this.#related.map((one) => settled[String(one.id)] ?? this.#open(one).requests.length)
    return counts.reduce((sum, count) => sum + count, 0)
  }

  /** Requests to answer: new ones, changed ones, and those whose default backends are others than when they were answered. */
  get newRequests(): readonly ReceivedRequest[] {
    return this.#unsettled.flatMap(({ newRequests }) => newRequests)
  }

  /**
   * Requests that were answered and are gone: clean up, then `revokeResponse`. Only the leader sees any. A unit that comes to lead also
   * reports all requests of relations that ended while it was a follower, because it cannot know whether that has been done.
   */
  get removedRequests(): readonly RemovedRequest[] {
    const gone = [
      ...this.#ended,
      ...(this.#broken?.answered ?? []),
      ...this.#unsettled.flatMap(({ removed }) => removed),
    ]
    return gone.filter((request) => !this.#revoked.has(nameOf(request)))
  }

  /** Requests that cannot be read, or must not be used. Leave alone what was made for them. */
  get invalidRequests(): readonly InvalidRequest[] {
    return this.#visible.flatMap(({ invalid }) => invalid)
  }

  /** Units that are left out of the default backends, because what they say of their address is none. They are logged. */
  get invalidBackends(): readonly InvalidBackend[] {
    return this.#visible.flatMap(({ invalidBackends }) => invalidBackends)
  }

  /** Whether the leader has something to do. Never true for followers. */
  get isChanged(): boolean {
    return this.newRequests.length > 0 || this.removedRequests.length > 0
  }

  /**
   * Compares the requests with the load balancers that exist, for providers that make them outside of Juju. It needs no memory of earlier
   * hooks, so it repairs what a hook that was killed has left: a load balancer that nobody asks for, or one made from an earlier request.
   * Call it when `requestsChanged` fires and in leader-elected, config-changed, upgrade-charm and update-status. Empty on followers.
   *
   * It settles `removedRequests`, because their load balancers are in `remove`. Like `newRequests` it reads only relations in which
   * something may be left to do; in the four hooks above it reads all. Load balancers of relations that this unit has never seen are
   * removed in update-status only: before that, Juju may not have told this unit of a relation that another unit serves already. Those of
   * other models, applications and endpoints are left alone.
   * @param existing all load balancers that this application has made, as their tags describe them
   * @example
   * const { ensure, remove } = this.lb.reconcile(await this.cloud.list())
   * for (const one of remove) await this.cloud.delete(one)
   * for (const { request, existing } of ensure) {
   *   request.response.address = await this.cloud.ensure(request, existing)
   *   this.lb.sendResponse(request)
   * }
   */
  reconcile<Existing extends ExistingLoadBalancer>(existing: Iterable<Existing>): Reconciliation<Existing> {
    if (!this.#charm.unit.isLeader()) return { ensure: [], remove: [] }
    const compared = new Map(
      (this.#upToDate ? this.#all : this.#unsettled).map((one) => [one.relation.id, one]),
    )
    const listed = new Set(this.#related.map(({ id }) => id))
    const fresh = new Set([...compared.values()].flatMap(({ newRequests }) => newRequests))
    const plan = compare(
      {
        requests: [...compared.values()].flatMap(({ servable }) => servable),
        isNew: (request) => fresh.has(request),
        isGone: (identity) => {
          const { relationId, name } = parseIdentity(this.#charm.model, this.endpoint, identity) ?? {}
          if (relationId === undefined || name === undefined) return false
          return listed.has(relationId)
            ? compared.get(relationId)?.isGone(name) === true
            : this.#hasEnded(relationId)
        },
      },
      existing,
    )
    for (const removed of this.removedRequests) this.revokeResponse(removed)
    return plan
  }

  /** Whether a relation that Juju does not list is over, and not one that this unit has yet to hear of. */
  #hasEnded(relationId: number): boolean {
    return relationId === this.#broken?.relation.id || this.#memory.hasEnded(relationId) || this.#upToDate
  }

  /**
   * Answers a request with its `response`. On a follower it does nothing but warn.
   * @throws ValidationError if the response has neither address nor explained error; LoadBalancerError if the request is gone
   */
  sendResponse(request: ReceivedRequest): void {
    if (!this.#checkLeader("send a response")) return
    const relation = this.#open(request.relation)
    if (relation === this.#broken || !relation.answer(request)) {
      throw this.#gone(request)
    }
    this.#look(relation)
    this.#clearFlag()
  }

  /**
   * Says how it stands with a request that is being drained (see `ReceivedRequest.drainUntil`); the answer stays as it is. Once it is
   * drained the consumer takes it away. On a follower it does nothing but warn.
   * @throws LoadBalancerError if the request is gone
   */
  sendDrained(request: ReceivedRequest, drained: boolean): void {
    if (!this.#checkLeader("answer a request")) return
    const relation = this.#open(request.relation)
    if (!relation.drained(request, drained)) throw this.#gone(request)
    this.#look(relation)
    this.#clearFlag()
  }

  /**
   * Keeps a request pending, whatever its answer: it is in `newRequests` again in the next hook, and in all that follow until it is answered
   * without being deferred. For a provider that cannot serve yet, also after it has told the consumer why with a refusal. Call it after
   * `sendResponse`. On a follower it does nothing but warn.
   *
   * @example
   * ```ts
   * for (const request of this.lb.newRequests) {
   *   const address = this.cloud.addressOf(request.id)
   *   if (address === undefined) this.lb.deferRequest(request)
   *   else {
   *     request.response.address = address
   *     this.lb.sendResponse(request)
   *   }
   * }
   * ```
   */
  deferRequest(request: ReceivedRequest): void {
    if (!this.#checkLeader("defer a request")) return
    markPending(this.#charm.model, request)
    this.#look(this.#open(request.relation))
    this.#state.deferred = true
  }

  /**
   * Takes an answer back, or settles a removed request. A request that is still there counts as handled until it changes; it
   * can be answered again all the same. On a follower it does nothing but warn.
   */
  revokeResponse(request: { readonly relation: Relation; readonly name: string }): void {
    if (!this.#checkLeader("revoke a response")) return
    const relation = this.#open(request.relation)
    this.#memory.forget(request.relation.id, request.name)
    if (relation === this.#broken || !request.relation.active) this.#revoked.add(nameOf(request))
    else {
      relation.revoke(request.name)
      this.#look(relation)
    }
    this.#clearFlag()
  }

  /**
   * For reactive charms, whose framework calls it. `.requests_changed`: there is something to answer or to clean up (for followers:
   * something to see). `.changed` is the same at the start of the hook.
   */
  manageFlags(flags: ReactiveFlags): void {
    this.#flags = flags
    // Relations that were settled are not read again before Juju reports a change in them.
    const pending = flags.fresh || flags.isSet("requests_changed") || this.#state.deferred
    const changed = this.#told || (pending && this.isChanged)
    if (!changed && this.#state.deferred) this.#state.deferred = false
    flags.toggle("changed", changed)
    flags.toggle("requests_changed", changed)
  }

  /** @internal */
  onRelation({ relation }: RelationEvent): Promise<void> {
    return this.#evaluate([this.#remembered(relation)])
  }

  /** @internal */
  onDeparted({ relation, departingUnit }: RelationDepartedEvent): Promise<void> {
    // This unit is the one that goes: it sees the others vanish one by one, which says nothing about them.
    if (departingUnit?.isOwn === true) this.#state.leaving = true
    const consumer = this.#remembered(relation)
    consumer.departing = departingUnit
    return this.#evaluate([consumer])
  }

  /** @internal */
  async onBroken({ relation }: RelationBrokenEvent): Promise<void> {
    delete this.#state.told[String(relation.id)]
    this.#looked.delete(this.#open(relation))
    delete this.#state.settled[String(relation.id)]
    // A unit that goes leaves its relations too. They are over only if nobody of the application stays.
    if (this.#leavesOthers) return
    this.#broken = this.#open(relation)
    if (this.#charm.unit.isLeader())
      // What it does not settle now it has to settle later, by what it knows then.
      this.#memory.end(
        relation.id,
        this.#broken.answered.map(({ name, id = "" }) => [name, id]),
      )
    else {
      this.#memory.see(relation.id, this.#broken.ids())
      this.#memory.end(relation.id)
    }
    if (this.removedRequests.length > 0) await this.#tell()
  }

  /** @internal */
  onAll(): Promise<void> {
    this.#state.settled = {}
    return this.#evaluate(this.#all)
  }

  /** @internal The first hook of a revision that remembers requests: an earlier one may have remembered nothing. */
  onUpgrade(): Promise<void> {
    for (const relation of this.#related) this.#remembered(relation)
    return this.onAll()
  }

  /** @internal */
  onUpdateStatus(): void {
    this.#upToDate = !this.#state.leaving
  }

  async #evaluate(relations: readonly ConsumerRelation[]): Promise<void> {
    if (this.#state.leaving) return
    const changed = this.#charm.unit.isLeader()
      ? this.#leaderSees(relations) || this.#ended.length > 0
      : this.#followerSees(relations)
    if (changed) await this.#tell()
  }

  /** Remembers the requests of a relation: this unit may come to lead when nobody can read them any more. */
  #remembered(relation: Relation): ConsumerRelation {
    const consumer = this.#open(relation)
    this.#memory.revive(relation.id)
    this.#memory.see(relation.id, consumer.ids())
    return consumer
  }

  /** Requests of relations that have ended, as far as this unit remembers them; the running relation-broken apart. */
  get #ended(): readonly RemovedRequest[] {
    const { model, unit } = this.#charm
    if (!unit.isLeader() || this.#leavesOthers) return []
    return this.#memory.ended
      .filter(({ relationId }) => relationId !== this.#broken?.relation.id)
      .map(({ relationId, name, id }) => ({
        relation: model.relation(this.endpoint, relationId),
        name,
        identity: identityOf(model, this.endpoint, relationId, name),
        id,
        lastKnown: undefined,
      }))
  }

  /** This unit goes and others stay, who clean up. */
  get #leavesOthers(): boolean {
    return this.#state.leaving && this.#charm.app.plannedUnits() > 0
  }

  async #tell(): Promise<void> {
    this.#told = true
    await this.on.requestsChanged.emit()
  }

  /** In the same hook, so that what waits for the flag does not run for what is settled. */
  #clearFlag(): void {
    if (this.#flags?.isSet("requests_changed") === true && !this.#remaining.any())
      this.#flags.toggle("requests_changed", false)
  }

  #isOpen({ relation, name }: OpenRequest): boolean {
    const one = this.#open(relation)
    if (one === this.#broken) return !this.#revoked.has(nameOf({ relation, name }))
    return one.isOpen(name) || this.#memory.hasEnded(relation.id, name)
  }

  #leaderSees(relations: readonly ConsumerRelation[]): boolean {
    for (const relation of relations) {
      this.#look(relation)
      relation.settle(this.#self)
      this.#warnOfData(relation)
      for (const { name, issues } of relation.invalid) {
        const where = `request "${name}" of relation ${this.endpoint}:${relation.relation.id}`
        this.#charm.log.warning(shorten(`The ${where} cannot be used: ${formatIssues(issues)}`))
        if (this.#options.refuseInvalid === true)
          relation.refuseInvalid({ relation: relation.relation, name, issues })
      }
    }
    return relations.some(({ newRequests, removed }) => newRequests.length > 0 || removed.length > 0)
  }

  #warnOfData({ relation: { id }, isUnreadable, invalidBackends }: ConsumerRelation): void {
    const where = `relation ${this.endpoint}:${id}`
    if (isUnreadable)
      this.#charm.log.warning(`What the consumer has written in ${where} cannot be read; it is left as it is`)
    for (const { unit, issues } of invalidBackends)
      this.#charm.log.warning(
        shorten(`The unit ${unit.name} of ${where} is no backend: ${formatIssues(issues)}`),
      )
  }

  /** @internal Whether the running hook is the end of this relation. */
  isEnding(relation: Relation): boolean {
    return this.#broken?.relation === relation
  }

  /** It counts as not settled until the end of the hook: what is left to do in it may change with every line of the charm. */
  #look(relation: ConsumerRelation): void {
    this.#looked.add(relation)
    delete this.#state.settled[String(relation.relation.id)]
  }

  /**
   * @internal Notes where nothing is left to do. Such a relation is not read again before Juju reports a change in it: that report
   * comes in any case, also for what happened while this unit was down. The notes fall with a failed hook.
   */
  onCommit(): void {
    if (this.#looked.size === 0 || !this.#charm.unit.isLeader()) return
    const { settled } = this.#state
    let left = SETTLED_LIMIT - Object.keys(settled).length
    for (const { relation, newRequests, removed, invalid, requests } of this.#looked) {
      if (left <= 0 || newRequests.length + removed.length + invalid.length > 0) continue
      settled[String(relation.id)] = requests.length
      left -= 1
    }
  }

  /** Both forms may stand beside each other at one endpoint: it says what any of them says. */
  get #self(): SelfDescription {
    const all = beside(this.#charm, this.endpoint)
    const capabilities = all.map((one) => one.capabilities).find((one) => one !== undefined)
    return {
      capabilities: typeof capabilities === "function" ? this.#asked(capabilities) : capabilities,
      drains: all.some(({ drains }) => drains === true),
    }
  }

  /** An error in it must not keep requests from being answered; what was announced before stands. */
  #asked(capabilities: () => Capabilities): Capabilities | "unknown" {
    try {
      return capabilities()
    } catch (error) {
      this.#charm.log.error(
        shorten(`${this.endpoint}: the capabilities cannot be told now: ${String(error)}`),
      )
      return "unknown"
    }
  }

  #followerSees(relations: readonly ConsumerRelation[]): boolean {
    // Another leader answers now; what this one knew is over.
    this.#state.settled = {}
    if (!this.#followersRead) return false
    let changed = false
    for (const { relation, fingerprint } of relations) {
      const text = fingerprint === "" ? "" : md5(fingerprint)
      if ((this.#state.told[String(relation.id)] ?? "") === text) continue
      remember(this.#state.told, String(relation.id), text)
      changed = true
    }
    return changed
  }

  get #all(): readonly ConsumerRelation[] {
    return this.#related.map((relation) => this.#open(relation))
  }

  get #related(): readonly Relation[] {
    return this.#charm.model.relations(this.endpoint)
  }

  get #visible(): readonly ConsumerRelation[] {
    return this.#followersRead || this.#charm.unit.isLeader() ? this.#all : []
  }

  /** Where the leader has to decide what is new and what is gone; a unit that is leaving decides nothing. */
  get #unsettled(): readonly ConsumerRelation[] {
    if (!this.#charm.unit.isLeader() || this.#state.leaving) return []
    const { settled } = this.#state
    return this.#related.filter(({ id }) => settled[String(id)] === undefined).map((one) => this.#open(one))
  }

  #open({ id }: Relation): ConsumerRelation {
    const { model } = this.#charm
    const known =
      this.#relations.get(id) ??
      new ConsumerRelation(model, model.relation(this.endpoint, id), this.#options.waitForBackends === true)
    this.#relations.set(id, known)
    return known
  }

  #gone({ name, relation }: ReceivedRequest): LoadBalancerError {
    return new LoadBalancerError(
      "request-removed",
      `the request "${name}" of relation ${this.endpoint}:${relation.id} is not there any more: ` +
        "answer requests from newRequests or allRequests, in the hook in which they were read",
    )
  }

  #checkLeader(what: string): boolean {
    const leader = this.#charm.unit.isLeader()
    if (!leader) this.#charm.log.warning(`${this.#charm.unit.name} does not lead and cannot ${what}`)
    return leader
  }
}

const optionsOf = new WeakMap<CharmBase, Map<string, LBConsumersOptions[]>>()

/** The options of all objects of one endpoint. */
function beside(charm: CharmBase, endpoint: string): LBConsumersOptions[] {
  const endpoints = optionsOf.get(charm) ?? new Map<string, LBConsumersOptions[]>()
  optionsOf.set(charm, endpoints)
  const options = endpoints.get(endpoint) ?? []
  endpoints.set(endpoint, options)
  return options
}

function nameOf({ relation, name }: { readonly relation: Relation; readonly name: string }): string {
  return `${relation.id}/${name}`
}
