// Long because the rules of when the provider's side looks where belong together.
import {
  type CharmBase,
  FrameworkObject,
  type Relation,
  type RelationBrokenEvent,
  type RelationDepartedEvent,
  type RelationEvent,
} from "@charmkit/ops"
import type { Capabilities } from "../../interface/capabilities.ts"
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
import { RequestMemory, type RequestMemoryState } from "./request-memory.ts"
import { RequirerRelation } from "./requirer-relation.ts"
import { SettledRelations, type SettledState } from "./settled-relations.ts"
import type { SelfDescription } from "./writes.ts"

/** How the provider's side behaves; all of it has defaults. */
export interface RequestOptions {
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

/** One API of the library at the endpoint. */
export interface RequestFace {
  readonly options: () => RequestOptions
  /** There is something to do for the leader, or something to see for a follower. */
  readonly notify: () => Promise<void>
}

/** What is left to answer or to clean up. */
type OpenRequest = Pick<RemovedRequest, "relation" | "name">

/**
 * The provider's side of an endpoint: which requests there are, which are new and which are gone, and what is written. All APIs of the
 * library for one endpoint share it, so that what one of them has answered is answered for the others.
 *
 * What has been answered, and what of it was removed, is read from the relations. Juju shows none of it to followers, and none of a relation
 * that has ended; so each unit also remembers which requests it has seen, and reports those of ended relations when it comes to lead.
 */
export class RequestEngine extends FrameworkObject {
  static override readonly handleKind = "LBRequests"
  readonly endpoint: string
  readonly #charm: CharmBase
  readonly #faces: RequestFace[] = []
  readonly #relations = new Map<number, RequirerRelation>()
  readonly #revoked = new Set<string>()
  #broken: RequirerRelation | undefined
  readonly #remaining = new Remaining<OpenRequest>(
    () => [...this.removedRequests, ...this.newRequests],
    (request) => this.#isOpen(request),
  )
  /** Relations that were looked at in this dispatch, or in which something was done. */
  readonly #looked = new Set<RequirerRelation>()
  readonly #memory = new RequestMemory(this.storedState<RequestMemoryState>({ seen: {}, ended: {} }))
  /** Hashes of what requirers had written when it was remembered, by the id of the relation. */
  readonly #remembered = new StoredHashes(this.storedState<StoredHashesState>({ hashes: {} }, "_remembered"))
  readonly #settled = new SettledRelations(this.storedState<SettledState>({ relations: {} }, "_settled"))
  readonly #state = this.storedState(
    {
      /** This unit is going away. */
      leaving: false as boolean,
      /** Whether a request was deferred, so that reactive charms have to be woken in every hook. */
      deferred: false as boolean,
      /** `early`: it leads, and leader-elected is still to come. */
      leads: "no" as "no" | "early" | "yes",
    },
    "_unit",
  )
  /** For followers: of the requests that they have been told of, by the id of the relation. */
  readonly #announcedToFollower = new StoredHashes(
    this.storedState<StoredHashesState>({ hashes: {} }, "_told"),
  )
  /** Juju runs update-status only when nothing else is due: this unit has heard of all relations then. */
  #upToDate = false
  /** Whether what exists is to be compared with all requests, also those with which nothing is left to do. */
  #comparesAll = false
  #announced = false

  /** The engine of an endpoint, which all its APIs share. */
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
    const relation = charm.on.relation(endpoint)
    this.observe(relation.created, this.onRelation)
    this.observe(relation.joined, this.onRelation)
    this.observe(relation.changed, this.onRelation)
    this.observe(relation.departed, this.onDeparted)
    this.observe(relation.broken, this.onBroken)
    this.observe(charm.on.leaderElected, this.onElected)
    this.observe(charm.on.upgradeCharm, this.onUpgrade)
    this.observe(charm.on.configChanged, this.onAll)
    this.observe(charm.on.updateStatus, this.onUpdateStatus)
    this.observe(charm.framework.on.commit, this.onCommit)
  }

  attach(face: RequestFace): void {
    this.#faces.push(face)
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

  /** Whether the running hook is the end of this relation. */
  isEnding(relation: Relation): boolean {
    return this.#broken?.relation === relation
  }

  /** Whether an address stands in the databag that was given for exactly this request. */
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
    // What exists as it is asked for needs nothing, whatever an earlier leader has served.
    const ensured = new Set(plan.ensure.map(({ request }) => request))
    for (const one of all)
      for (const request of one.newRequests) if (!ensured.has(request)) this.#markServed(one, request)
    for (const removed of this.removedRequests) this.revokeResponse(removed)
    return plan
  }

  /** On a follower it does nothing but warn. @throws ValidationError if the response is not complete; LoadBalancerError if the request is gone */
  sendResponse(request: ReceivedRequest): void {
    if (!this.#checkLeader("send a response")) return
    const relation = this.#open(request.relation)
    if (relation === this.#broken || !relation.answer(request)) throw this.#gone(request)
    this.#look(relation)
  }

  /** On a follower it does nothing but warn. @throws LoadBalancerError if the request is gone */
  sendDrained(request: ReceivedRequest, drained: boolean): void {
    if (!this.#checkLeader("answer a request")) return
    const relation = this.#open(request.relation)
    if (!relation.drained(request, drained)) throw this.#gone(request)
    this.#look(relation)
  }

  /** On a follower it does nothing but warn. */
  deferRequest(request: ReceivedRequest): void {
    if (!this.#checkLeader("defer a request")) return
    const relation = this.#open(request.relation)
    relation.defer(request)
    this.#look(relation)
    this.#state.deferred = true
  }

  /** On a follower it does nothing but warn. */
  revokeResponse(request: OpenRequest): void {
    if (!this.#checkLeader("revoke a response")) return
    const relation = this.#open(request.relation)
    this.#memory.forget(request.relation.id, request.name)
    // If the request is still there, it has to be seen again.
    this.#remembered.delete(String(request.relation.id))
    if (relation === this.#broken || !request.relation.active) this.#revoked.add(placeOf(request))
    else {
      relation.revoke(request.name)
      this.#look(relation)
    }
  }

  /** Whether a reactive charm has to look, in this hook and as it begins. */
  isPending({ fresh, wasPending }: { readonly fresh: boolean; readonly wasPending: boolean }): boolean {
    // Relations that were settled are not read again before Juju reports a change in them.
    const changed = this.#announced || ((fresh || wasPending || this.#state.deferred) && this.isChanged)
    if (!changed) this.#state.deferred = false
    return changed
  }

  /** Whether anything is left to do, while a charm deals with one request after the other. */
  get isAnythingLeft(): boolean {
    return this.#remaining.any()
  }

  /** @internal */
  onRelation({ relation }: RelationEvent): Promise<void> {
    return this.#evaluate([this.#remember(relation)])
  }

  /** @internal */
  onDeparted({ relation, departingUnit }: RelationDepartedEvent): Promise<void> {
    // This unit is the one that goes: it sees the others vanish one by one, which says nothing about them.
    if (departingUnit?.isOwn === true) this.#state.leaving = true
    const requirer = this.#remember(relation)
    requirer.backends.leave(departingUnit)
    return this.#evaluate([requirer])
  }

  /** @internal */
  async onBroken({ relation }: RelationBrokenEvent): Promise<void> {
    this.#announcedToFollower.delete(String(relation.id))
    this.#remembered.delete(String(relation.id))
    const requirer = this.#open(relation)
    this.#looked.delete(requirer)
    this.#settled.forget(relation.id)
    // A unit that goes leaves its relations too. They are over only if nobody of the application stays.
    if (this.#leavesOthers) return
    this.#broken = requirer
    if (this.#charm.unit.isLeader())
      // What it does not settle now it has to settle later, by what it knows then.
      this.#memory.end(
        relation.id,
        requirer.answered.map(({ name, id = "" }) => [name, id]),
      )
    else {
      this.#memory.see(relation.id, requirer.ids())
      this.#memory.end(relation.id)
    }
    if (this.removedRequests.length > 0) await this.#notify()
  }

  /** @internal */
  onAll(): Promise<void> {
    this.#comparesAll = true
    return this.#evaluate(this.#all)
  }

  /** @internal What this unit served when it led before says nothing: others may have led since. */
  onElected(): Promise<void> {
    if (this.#state.leads !== "early") this.#settled.clear()
    this.#state.leads = "yes"
    return this.onAll()
  }

  /** @internal The first hook of a revision that remembers requests: an earlier one may have remembered nothing. */
  onUpgrade(): Promise<void> {
    // This revision may read the same texts in another way.
    this.#settled.unsettleAll()
    for (const relation of this.#related) this.#remember(relation)
    return this.onAll()
  }

  /** @internal */
  onUpdateStatus(): void {
    this.#upToDate = !this.#state.leaving
    this.#comparesAll = this.#upToDate
    // Every leader-elected that was due has run.
    if (this.#state.leads === "early") this.#state.leads = this.#charm.unit.isLeader() ? "yes" : "no"
  }

  /**
   * @internal Notes where nothing is left to do. Such a relation is not read again before Juju reports a change in it: that report
   * comes in any case, also for what happened while this unit was down. The notes fall with a failed hook.
   */
  onCommit(): void {
    if (this.#looked.size === 0 || !this.#charm.unit.isLeader()) return
    for (const relation of this.#looked) relation.commit()
  }

  async #evaluate(relations: readonly RequirerRelation[]): Promise<void> {
    if (this.#state.leaving) return
    const isLeader = this.#charm.unit.isLeader()
    // Juju runs other hooks between an election and leader-elected, all those before the first one for example.
    if (isLeader && this.#state.leads === "no") this.#state.leads = "early"
    const changed = isLeader
      ? this.#leaderSees(relations) || this.#ended.length > 0
      : this.#followerSees(relations)
    if (changed) await this.#notify()
  }

  #leaderSees(relations: readonly RequirerRelation[]): boolean {
    const refuses = this.#options.some(({ refuseInvalid }) => refuseInvalid === true)
    const changed = relations.filter((relation) => {
      relation.announce(this.#self)
      return !relation.isUnchanged
    })
    for (const relation of changed) {
      this.#look(relation)
      relation.tidy()
      this.#warn(relation)
      if (refuses) relation.refuseInvalid()
    }
    return changed.some(({ newRequests, removed }) => newRequests.length > 0 || removed.length > 0)
  }

  #followerSees(relations: readonly RequirerRelation[]): boolean {
    // Another leader answers now; what this one knew is over.
    this.#settled.clear()
    this.#state.leads = "no"
    if (!this.#followersRead) return false
    let changed = false
    for (const { relation, fingerprint } of relations) {
      const [key, hash] = [String(relation.id), fingerprint === "" ? "" : md5(fingerprint)]
      if (
        this.#announcedToFollower.has(key, hash) ||
        (hash === "" && this.#announcedToFollower.get(key) === undefined)
      )
        continue
      this.#announcedToFollower.set(key, hash)
      changed = true
    }
    return changed
  }

  async #notify(): Promise<void> {
    this.#announced = true
    for (const [index, { notify }] of this.#faces.entries()) {
      // What one API has done is nothing for the next.
      if (index === 0 || this.isChanged || !this.#charm.unit.isLeader()) await notify()
    }
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

  /** Remembers the requests of a relation: this unit may come to lead when nobody can read them any more. */
  #remember(relation: Relation): RequirerRelation {
    const requirer = this.#open(relation)
    const [key, texts] = [String(relation.id), requirer.remoteTexts]
    if (this.#remembered.has(key, texts)) return requirer
    this.#memory.revive(relation.id)
    this.#memory.see(relation.id, requirer.ids())
    this.#remembered.set(key, texts)
    return requirer
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

  /** Whether a relation that Juju does not list is over, and not one that this unit has yet to hear of. */
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

  /** It counts as not settled until the end of the hook: what is left to do in it may change with every line of the charm. */
  #look(relation: RequirerRelation): void {
    this.#looked.add(relation)
    this.#settled.unsettle(relation.relation.id)
  }

  /** Several APIs at one endpoint: it says what any of them says. */
  get #self(): SelfDescription {
    const options = this.#options
    const capabilities = options.map((one) => one.capabilities).find((one) => one !== undefined)
    return {
      capabilities: typeof capabilities === "function" ? this.#asked(capabilities) : capabilities,
      drains: options.some(({ drains }) => drains === true),
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

  get #followersRead(): boolean {
    return this.#options.some(({ followersRead }) => followersRead === true)
  }

  get #options(): readonly RequestOptions[] {
    return this.#faces.map(({ options }) => options())
  }

  get #related(): readonly Relation[] {
    return this.#charm.model.relations(this.endpoint)
  }

  get #all(): readonly RequirerRelation[] {
    return this.#related.map((relation) => this.#open(relation))
  }

  get #visible(): readonly RequirerRelation[] {
    return this.#followersRead || this.#charm.unit.isLeader() ? this.#all : []
  }

  /** Where the leader has to decide what is new and what is gone; a unit that is leaving decides nothing. */
  get #unsettled(): readonly RequirerRelation[] {
    if (!this.#charm.unit.isLeader() || this.#state.leaving) return []
    return this.#related
      .filter(({ id }) => this.#settled.count(id) === undefined)
      .map((one) => this.#open(one))
  }

  #open({ id }: Relation): RequirerRelation {
    const { model } = this.#charm
    const waits = this.#options.some(({ waitForBackends }) => waitForBackends === true)
    const known =
      this.#relations.get(id) ??
      new RequirerRelation(model, model.relation(this.endpoint, id), this.#settled, waits)
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
