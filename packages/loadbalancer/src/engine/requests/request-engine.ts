// Long because the rules that decide when the provider reads which relation belong together.
import {
  type CharmBase,
  FrameworkObject,
  type Relation,
  type RelationBrokenEvent,
  type RelationDepartedEvent,
  type RelationEvent,
} from "@charmkit/ops"
import { LoadBalancerError } from "../../interface/errors.ts"
import { identityOf, parseIdentity } from "../../interface/identity.ts"
import type {
  InvalidBackend,
  InvalidRequest,
  ReceivedRequest,
  RemovedRequest,
} from "../../interface/received-request.ts"
import { shorten } from "../../interface/text.ts"
import { formatIssues, md5 } from "../../wire.ts"
import { Remaining } from "../remaining.ts"
import { StoredHashes, type StoredHashesState } from "../stored-hashes.ts"
import { compare, type ExistingLoadBalancer, type Reconciliation } from "./reconcile.ts"
import { RequestFaces } from "./request-faces.ts"
import { RequestMemory, type RequestMemoryState } from "./request-memory.ts"
import { RequirerRelation } from "./requirer-relation.ts"
import { SettledRelations, type SettledState } from "./settled-relations.ts"

/** A request that is to be answered or cleaned up. */
type OpenRequest = Pick<RemovedRequest, "relation" | "name">

/**
 * The provider's side of an endpoint. It decides which requests are new and which are removed, and writes the responses. All APIs of the
 * library at one endpoint share it, so that a request that one of them has answered is answered for the others.
 *
 * The answered and the removed requests are read from the relations. Juju shows neither to followers, and nothing of a relation that has
 * ended. Each unit therefore also stores which requests it has seen, and reports those of ended relations when it becomes leader.
 * @internal
 */
export class RequestEngine extends FrameworkObject {
  static override readonly handleKind = "LBRequests"
  readonly endpoint: string
  readonly #charm: CharmBase
  /** The APIs of the library that are attached to the endpoint. */
  readonly faces: RequestFaces
  readonly #relations = new Map<number, RequirerRelation>()
  readonly #revoked = new Set<string>()
  #broken: RequirerRelation | undefined
  readonly #remaining = new Remaining<OpenRequest>(
    () => [...this.removedRequests, ...this.newRequests],
    (request) => this.#isOpen(request),
  )
  /** Relations that were evaluated or written in this dispatch. */
  readonly #looked = new Set<RequirerRelation>()
  /** Hashes by the id of the relation: what the memory has seen (`seen 1`), what was announced to a follower (`announced 1`). */
  readonly #hashes = new StoredHashes(this.storedState<StoredHashesState>({ hashes: {} }, "_hashes"))
  readonly #memory = new RequestMemory(
    this.storedState<RequestMemoryState>({ seen: {}, ended: {} }),
    this.#hashes,
  )
  readonly #settled = new SettledRelations(
    this.storedState<SettledState>({ leads: "no", relations: {} }, "_settled"),
  )
  readonly #state = this.storedState(
    {
      /** Whether this unit is being removed. */
      leaving: false as boolean,
      /** Whether a request was deferred. Reactive charms then need their flag in every hook. */
      deferred: false as boolean,
    },
    "_unit",
  )
  /** True in update-status: Juju runs it only when no other hook is due, so this unit knows all relations by then. */
  #upToDate = false
  /** Whether existing load balancers are compared with all requests, including those of settled relations. */
  #comparesAll = false
  #announced = false

  /** Returns the engine of an endpoint, which all its APIs share. */
  static of(charm: CharmBase, endpoint: string): RequestEngine {
    return (
      charm.framework.find(charm.handle.child("LBRequests", endpoint), RequestEngine) ??
      new RequestEngine(charm, endpoint)
    )
  }

  /** Use `of`. */
  constructor(charm: CharmBase, endpoint: string) {
    super(charm, endpoint)
    this.#charm = charm
    this.endpoint = endpoint
    this.faces = new RequestFaces(charm.log, endpoint)
    const relation = charm.on.relation(endpoint)
    for (const event of [relation.created, relation.joined, relation.changed])
      this.observe(event, this.onRelation)
    this.observe(relation.departed, this.onDeparted)
    this.observe(relation.broken, this.onBroken)
    this.observe(charm.on.leaderElected, this.onElected)
    this.observe(charm.on.upgradeCharm, this.onUpgrade)
    this.observe(charm.on.configChanged, this.onAll)
    this.observe(charm.on.updateStatus, this.onUpdateStatus)
    this.observe(charm.framework.on.commit, this.onCommit)
  }

  get allRequests(): readonly ReceivedRequest[] {
    return this.#visible.flatMap(({ requests }) => requests)
  }

  get requestCount(): number {
    if (!this.#charm.unit.isLeader()) return this.allRequests.length
    const counts = this.#related.map((one) => this.#settled.count(one.id) ?? this.#open(one).requests.length)
    return counts.reduce((sum, count) => sum + count, 0)
  }

  get newRequests(): readonly ReceivedRequest[] {
    return this.#unsettled.flatMap(({ newRequests }) => newRequests)
  }

  get removedRequests(): readonly RemovedRequest[] {
    const gone = [
      ...this.#ended,
      ...(this.#broken?.answered ?? []),
      ...this.#unsettled.flatMap(({ removed }) => removed),
    ]
    return gone.filter((request) => !this.#revoked.has(placeOf(request)))
  }

  get invalidRequests(): readonly InvalidRequest[] {
    return this.#visible.flatMap(({ invalid }) => invalid)
  }

  get invalidBackends(): readonly InvalidBackend[] {
    return this.#visible.flatMap(({ backends }) => backends.invalid)
  }

  get isChanged(): boolean {
    return this.newRequests.length > 0 || this.removedRequests.length > 0
  }

  /** Returns whether the current hook is relation-broken of this relation. */
  isEnding(relation: Relation): boolean {
    return this.#broken?.relation === relation
  }

  /** Returns whether the response to this request has an address and is current. */
  hasAddress(request: ReceivedRequest): boolean {
    return this.#open(request.relation).hasAddress(request)
  }

  /** Compares the requests with the load balancers that exist; see `LBConsumers.reconcile`. */
  reconcile<Existing extends ExistingLoadBalancer>(existing: Iterable<Existing>): Reconciliation<Existing> {
    if (!this.#charm.unit.isLeader()) return { ensure: [], remove: [] }
    const compared = new Map(
      (this.#comparesAll ? this.#all : this.#unsettled).map((one) => [one.relation.id, one]),
    )
    const listed = new Set(this.#related.map(({ id }) => id))
    const all = [...compared.values()]
    const [fresh, unanswered] = [
      new Set(all.flatMap((one) => one.newRequests)),
      new Set(all.flatMap((one) => one.unanswered)),
    ]
    const plan = compare(
      {
        requests: all.flatMap(({ servable }) => servable),
        isNew: (request) => fresh.has(request),
        isUnanswered: (request) => unanswered.has(request),
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
    // A load balancer that matches its request needs no change, even if this leader does not know who served it.
    const ensured = new Set(plan.ensure.map(({ request }) => request))
    for (const one of all)
      for (const request of one.newRequests) if (!ensured.has(request)) this.#markServed(one, request)
    for (const removed of this.removedRequests) this.revokeResponse(removed)
    return plan
  }

  /**
   * Answers a request. On a follower it only logs a warning.
   * @throws ValidationError if the response is incomplete; LoadBalancerError if the request no longer exists
   */
  sendResponse(request: ReceivedRequest): void {
    if (!this.#checkLeader("send a response")) return
    const relation = this.#open(request.relation)
    if (relation === this.#broken || !relation.answer(request)) throw this.#gone(request)
    this.#look(relation)
  }

  /** Writes whether a request is drained. On a follower it only logs a warning. @throws LoadBalancerError if the request no longer exists */
  sendDrained(request: ReceivedRequest, drained: boolean): void {
    if (!this.#checkLeader("answer a request")) return
    const relation = this.#open(request.relation)
    if (!relation.drained(request, drained)) throw this.#gone(request)
    this.#look(relation)
  }

  /** Keeps a request pending. On a follower it only logs a warning. */
  deferRequest(request: ReceivedRequest): void {
    if (!this.#checkLeader("defer a request")) return
    const relation = this.#open(request.relation)
    relation.defer(request)
    this.#look(relation)
    this.#state.deferred = true
  }

  /** Revokes a response, or settles a removed request. On a follower it only logs a warning. */
  revokeResponse(request: OpenRequest): void {
    if (!this.#checkLeader("revoke a response")) return
    const relation = this.#open(request.relation)
    this.#memory.forget(request.relation.id, request.name)
    if (relation === this.#broken || !request.relation.active) this.#revoked.add(placeOf(request))
    else {
      relation.revoke(request.name)
      this.#look(relation)
    }
  }

  /** Returns whether a reactive charm has something to do at the start of this hook. */
  isPending({ fresh, wasPending }: { readonly fresh: boolean; readonly wasPending: boolean }): boolean {
    // Settled relations are not read again until Juju reports a change in them.
    const changed = this.#announced || ((fresh || wasPending || this.#state.deferred) && this.isChanged)
    if (!changed) this.#state.deferred = false
    return changed
  }

  /** Whether any request is pending; cheap enough to ask after each request. */
  get isAnythingLeft(): boolean {
    return this.#remaining.any()
  }

  /** @internal */
  onRelation({ relation }: RelationEvent): Promise<void> {
    return this.#evaluate([this.#remember(relation)])
  }

  /** @internal */
  onDeparted({ relation, departingUnit }: RelationDepartedEvent): Promise<void> {
    // This unit is being removed. It sees all other units depart, although they stay.
    if (departingUnit?.isOwn === true) this.#state.leaving = true
    const requirer = this.#remember(relation)
    requirer.backends.leave(departingUnit)
    return this.#evaluate([requirer])
  }

  /** @internal */
  async onBroken({ relation }: RelationBrokenEvent): Promise<void> {
    this.#hashes.delete(`announced ${relation.id}`)
    const requirer = this.#open(relation)
    this.#looked.delete(requirer)
    this.#settled.forget(relation.id)
    // A unit that is removed also gets relation-broken; without relation-departed, if it has not joined yet.
    // The relation has ended only if no unit of the application stays.
    const { app, unit } = this.#charm
    if (!this.#state.leaving && unit.isLeader() && app.isDying(unit)) this.#state.leaving = true
    if (this.#leavesOthers) return
    this.#broken = requirer
    if (this.#charm.unit.isLeader())
      // Store what is unsettled: the databags cannot be read after this hook.
      this.#memory.end(
        relation.id,
        requirer.answered.map(({ name, id = "" }) => [name, id]),
      )
    else {
      this.#memory.see(relation.id, requirer.remoteTexts, requirer.ids())
      this.#memory.end(relation.id)
    }
    if (this.removedRequests.length > 0) await this.#notify()
  }

  /** @internal */
  onAll(): Promise<void> {
    this.#comparesAll = true
    return this.#evaluate(this.#all)
  }

  /** @internal Discards what this unit served in an earlier term as leader: others may have led since. */
  onElected(): Promise<void> {
    this.#settled.elected()
    return this.onAll()
  }

  /** @internal Fills the memory of requests, because an earlier revision of the charm may not have had one. */
  onUpgrade(): Promise<void> {
    // A new revision of the charm may read the same documents differently.
    this.#settled.unsettleAll()
    for (const relation of this.#related) this.#remember(relation)
    return this.onAll()
  }

  /** @internal */
  onUpdateStatus(): void {
    this.#upToDate = !this.#state.leaving
    this.#comparesAll = this.#upToDate
    if (this.#settled.leadsEarly && !this.#charm.unit.isLeader()) this.#settled.followed()
  }

  /**
   * @internal Stores which relations are settled. Those are not read again until Juju reports a change. Juju reports every change, also
   * those from while this unit was down. If the hook fails, nothing of this is stored.
   */
  onCommit(): void {
    if (this.#looked.size === 0 || !this.#charm.unit.isLeader()) return
    this.#settled.led()
    for (const relation of this.#looked) relation.commit()
  }

  async #evaluate(relations: readonly RequirerRelation[]): Promise<void> {
    if (this.#state.leaving) return
    const changed = this.#charm.unit.isLeader()
      ? this.#leaderSees(relations) || this.#ended.length > 0
      : this.#followerSees(relations)
    if (changed) await this.#notify()
  }

  #leaderSees(relations: readonly RequirerRelation[]): boolean {
    const { description, refuseInvalid } = this.faces
    const changed = relations.filter((relation) => {
      relation.announce(description)
      return !relation.isUnchanged
    })
    for (const relation of changed) {
      this.#look(relation)
      relation.tidy()
      this.#warn(relation)
      if (refuseInvalid) relation.refuseInvalid()
    }
    return changed.some(({ newRequests, removed }) => newRequests.length > 0 || removed.length > 0)
  }

  #followerSees(relations: readonly RequirerRelation[]): boolean {
    this.#settled.followed()
    if (!this.faces.followersRead) return false
    let changed = false
    for (const { relation, fingerprint } of relations) {
      const [key, hash] = [`announced ${relation.id}`, fingerprint === "" ? "" : md5(fingerprint)]
      if (hash === (this.#hashes.get(key) ?? "") || this.#hashes.has(key, hash)) continue
      this.#hashes.set(key, hash)
      changed = true
    }
    return changed
  }

  async #notify(): Promise<void> {
    this.#announced = true
    await this.faces.notify(() => this.isChanged || !this.#charm.unit.isLeader())
  }

  #warn({ relation: { id }, isUnreadable, backends, invalid }: RequirerRelation): void {
    const { log } = this.#charm
    const where = `relation ${this.endpoint}:${id}`
    if (isUnreadable)
      log.warning(`What the consumer has written in ${where} cannot be read; it is left as it is`)
    for (const { unit, issues } of backends.invalid)
      log.warning(shorten(`The unit ${unit.name} of ${where} is no backend: ${formatIssues(issues)}`))
    for (const { name, issues } of invalid)
      log.warning(shorten(`The request "${name}" of ${where} cannot be used: ${formatIssues(issues)}`))
  }

  /** Stores the requests of a relation, because this unit may become leader when no unit can read them any more. */
  #remember(relation: Relation): RequirerRelation {
    const requirer = this.#open(relation)
    this.#memory.see(relation.id, requirer.remoteTexts, requirer.ids())
    return requirer
  }

  /** Requests of ended relations from the memory of this unit, without those of the current relation-broken. */
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

  /** Whether this unit is being removed while others stay, which clean up. */
  get #leavesOthers(): boolean {
    return this.#state.leaving && this.#charm.app.plannedUnits() > 0
  }

  /** Returns whether a relation that Juju does not list has ended, as opposed to one that this unit does not know yet. */
  #hasEnded(relationId: number): boolean {
    return relationId === this.#broken?.relation.id || this.#memory.hasEnded(relationId) || this.#upToDate
  }

  #isOpen({ relation, name }: OpenRequest): boolean {
    const one = this.#open(relation)
    if (one === this.#broken) return !this.#revoked.has(placeOf({ relation, name }))
    return one.isOpen(name) || this.#memory.hasEnded(relation.id, name)
  }

  #markServed(relation: RequirerRelation, request: ReceivedRequest): void {
    relation.markServed(request)
    this.#look(relation)
  }

  /** Marks a relation as not settled until the end of the hook, because the charm may still change what is pending in it. */
  #look(relation: RequirerRelation): void {
    this.#looked.add(relation)
    this.#settled.unsettle(relation.relation.id)
  }

  get #related(): readonly Relation[] {
    return this.#charm.model.relations(this.endpoint)
  }

  get #all(): readonly RequirerRelation[] {
    return this.#related.map((relation) => this.#open(relation))
  }

  get #visible(): readonly RequirerRelation[] {
    return this.faces.followersRead || this.#charm.unit.isLeader() ? this.#all : []
  }

  /** Relations that are not settled. Empty on followers, and on a unit that is being removed: others decide then. */
  get #unsettled(): readonly RequirerRelation[] {
    if (!this.#charm.unit.isLeader() || this.#state.leaving) return []
    return this.#related
      .filter(({ id }) => this.#settled.count(id) === undefined)
      .map((one) => this.#open(one))
  }

  #open({ id }: Relation): RequirerRelation {
    const { model } = this.#charm
    const known =
      this.#relations.get(id) ??
      new RequirerRelation(
        model,
        model.relation(this.endpoint, id),
        this.#settled,
        this.faces.waitForBackends,
      )
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

function placeOf({ relation, name }: OpenRequest): string {
  return `${relation.id}/${name}`
}
