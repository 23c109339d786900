import type { Databag, Model, Relation } from "@charmkit/ops"
import type { InvalidRequest, ReceivedRequest, RemovedRequest } from "../../interface/received-request.ts"
import type { Issue } from "../../wire.ts"
import { ownBag, remoteBag, textsOf } from "../bags.ts"
import { textHash } from "../text-hash.ts"
import { hasSecrets } from "../tls-key.ts"
import { DefaultBackends } from "./default-backends.ts"
import { OwnAnswers } from "./own-answers.ts"
import { type Entry, RequestObjects } from "./request-objects.ts"
import type { SettledRelations } from "./settled-relations.ts"
import { RequestsSnapshot } from "./snapshot.ts"
import type { KnownRequest } from "./usable-request.ts"
import * as write from "./writes.ts"

/**
 * One relation to a requirer in one hook: its requests, the responses, and what is pending. A request keeps its object for as long as it
 * does not change.
 */
export class RequirerRelation {
  readonly relation: Relation
  readonly backends: DefaultBackends
  readonly #model: Model
  readonly #settled: SettledRelations
  readonly #waitForBackends: boolean
  readonly #objects: RequestObjects
  /** Names whose answer record has changed in this hook. */
  readonly #recorded = new Set<string>()
  #snapshot: RequestsSnapshot | undefined
  #answers: OwnAnswers | undefined
  #remoteTexts: string | undefined

  /** @param waitForBackends whether requests without any backend are not new yet */
  constructor(model: Model, relation: Relation, settled: SettledRelations, waitForBackends: boolean) {
    this.#model = model
    this.relation = relation
    this.#settled = settled
    this.#waitForBackends = waitForBackends
    this.backends = new DefaultBackends(relation)
    this.#objects = new RequestObjects(model, relation, this.backends)
  }

  get requests(): readonly ReceivedRequest[] {
    return this.#all.map(({ request }) => request)
  }

  /** Requests that are unreadable or unusable, and new ones whose private key cannot be read. */
  get invalid(): readonly InvalidRequest[] {
    const { relation } = this
    const locked = this.#all.flatMap((entry) => {
      const issue = this.#answersNow !== undefined && this.#isUnserved(entry) ? this.#lock(entry) : undefined
      return issue === undefined ? [] : [{ name: entry.known.name, issues: [issue] }]
    })
    return [...this.#requests.unusable, ...locked].map((one) => ({ relation, ...one }))
  }

  /** Whether Juju unexpectedly does not show the requirer's databag. That is no evidence about its requests. */
  get isUnreadable(): boolean {
    return this.relation.active && this.relation.app !== undefined && remoteBag(this.relation) === undefined
  }

  /** Requests without a response, changed or deferred since their response, or served with other default backends. Leader only. */
  get newRequests(): readonly ReceivedRequest[] {
    if (this.#answersNow === undefined) return []
    return this.#all.filter((entry) => this.#isNew(entry)).map(({ request }) => request)
  }

  /** Those of the new requests that need a response regardless of default backends. Leader only. */
  get unanswered(): readonly ReceivedRequest[] {
    if (this.#answersNow === undefined) return []
    const entries = this.#all.filter((entry) => this.#isUnanswered(entry) && this.#isServable(entry))
    return entries.map(({ request }) => request)
  }

  /** Requests that can be served now, answered or not. Requests wait for their private key and, with `waitForBackends`, for a backend. */
  get servable(): readonly ReceivedRequest[] {
    return this.#all.filter((entry) => this.#isServable(entry)).map(({ request }) => request)
  }

  /** Requests that were answered and no longer exist. Leader only: followers cannot read the answer records. */
  get removed(): readonly RemovedRequest[] {
    return this.#answered((name) => this.isGone(name))
  }

  /** All answered requests, which have to be cleaned up when the relation ends. Leader only. */
  get answered(): readonly RemovedRequest[] {
    return this.#answered(() => true)
  }

  /** Returns whether the request is among `newRequests` or `removed`, without reading the others. Leader only. */
  isOpen(name: string): boolean {
    const answers = this.#answersNow
    if (answers === undefined) return false
    const entry = this.#find(name)
    return entry === undefined ? this.isGone(name) && answers.isAnswer(name) : this.#isNew(entry)
  }

  isGone(name: string): boolean {
    return this.#requests.isGone(name)
  }

  /** A hash of the requirer's databag, which does not change during a hook. */
  get remoteTexts(): string {
    this.#remoteTexts ??= textsOf(remoteBag(this.relation))
    return this.#remoteTexts
  }

  /** Whether the relation was settled and has not changed since. No document has to be read then. Leader only. */
  get isUnchanged(): boolean {
    const [texts, backends] = [() => this.#texts, () => this.backends.addresses]
    return this.#settled.isUnchanged(this.relation.id, texts, backends)
  }

  /** Names and ids of the usable requests. */
  ids(): Iterable<readonly [name: string, id: string]> {
    return this.#requests.ids()
  }

  /** The fingerprints of all requests, by which a follower notices a change. */
  get fingerprint(): string {
    return this.#all.map(({ request }) => `${request.name}=${request.fingerprint}`).join(" ")
  }

  hasAddress({ name, sentHash }: ReceivedRequest): boolean {
    return this.#answersNow?.hasAddress(name, sentHash) === true
  }

  /**
   * Writes the version, extensions and capabilities of this provider.
   * @throws ValidationError if the capabilities are invalid
   */
  announce(self: write.SelfDescription): void {
    if (this.#own !== undefined) write.writeSelf(this.#own, hasSecrets(this.#model), self)
  }

  /** Writes answer records for responses of other libraries, and deletes documents that belong to no request. */
  tidy(): void {
    const [own, answers] = [this.#own, this.#answersNow]
    if (own === undefined || answers === undefined) return
    for (const { known, backends } of this.#all) {
      // Answered by a library without answer records, or by this charm before its refresh. With a record its removal is noticed.
      if (answers.isForeign(known.name) && answers.isAnswered(known, backends) !== "no") {
        write.writeRecord(own, known)
        this.#settled.mark(this.relation.id, known.name, true)
      }
    }
    write.removeLeftovers(own, answers, this.#requests)
  }

  /** Responds to invalid requests with the reasons. Without an agreed version the requirer could not read a response. */
  refuseInvalid(): void {
    const [own, answers] = [this.#own, this.#answersNow]
    if (own === undefined || answers === undefined || !this.#requests.isAgreed) return
    for (const one of this.invalid)
      write.refuseUnusable(own, answers, one, this.#requests.text(one.name) ?? "")
  }

  /** Writes the response. @returns false if there is no such request. @throws ValidationError if the response is incomplete */
  answer({ name, response }: ReceivedRequest): boolean {
    return this.#serve(name, (own, known) =>
      write.writeAnswer(own, known, response, { withDetails: this.#requests.reads("details") }),
    )
  }

  /** Writes whether the request is drained. @returns false if there is no such request */
  drained({ name }: ReceivedRequest, drained: boolean): boolean {
    return this.#serve(name, (own, known, answers) => write.writeDrained(own, answers, known, drained))
  }

  /** Marks a request as served without a new response: its load balancer is known to match. */
  markServed({ name }: ReceivedRequest): void {
    this.#settled.mark(this.relation.id, name, true)
  }

  /**
   * Makes a request count as new regardless of its response, and its removal be reported, because a load balancer may exist for it. The
   * next leader reads this from the answer record, or serves the request because of its default backends.
   */
  defer({ name }: ReceivedRequest): void {
    const [own, answers, entry] = [this.#own, this.#answersNow, this.#find(name)]
    if (own === undefined || answers === undefined || entry === undefined) return
    this.#settled.mark(this.relation.id, name, false)
    const { known } = entry
    const isWritten = this.#recorded.has(name) || !answers.isAnswer(name)
    // A record of version 0.1.0 includes the default backends, so the next leader would take the request for served.
    const isByOldRecord = answers.isAnswered(known, entry.backends) === "with-backends"
    if (isWritten || isByOldRecord || known.wire.backends.length > 0) write.deferRecord(own, answers, known)
  }

  revoke(name: string): void {
    if (this.#own !== undefined) write.removeAnswer(this.#own, name)
  }

  /** Stores what is pending at the end of the hook. Leader only. */
  commit(): void {
    if (this.isUnchanged) return
    const entries = this.#all
    const unserved = entries.filter((entry) => this.#isUnserved(entry))
    const isSettled =
      this.removed.length + this.invalid.length === 0 && !unserved.some((entry) => this.#isNew(entry))
    this.#settled.commit(this.relation.id, {
      backends: entries.some(({ known }) => known.wire.backends.length === 0)
        ? this.backends.addresses
        : undefined,
      open: this.#leftOpen(unserved),
      settled: isSettled ? { count: entries.length, texts: this.#texts } : undefined,
    })
  }

  /**
   * Names of answered requests that stay pending even if the requirer sends the answered version again. Requests that list their backends
   * need no stored state, because the answer record is sufficient for them.
   */
  #leftOpen(unserved: readonly Entry[]): readonly string[] {
    const withDefaults = unserved.filter(({ known }) => known.wire.backends.length === 0)
    const names = [
      ...withDefaults.map(({ known }) => known.name),
      ...this.#requests.unusable.map(({ name }) => name),
    ]
    // Leave out names with spaces, which separate the names in the stored state: such a request is never usable.
    return names.filter((name) => this.#answersNow?.isAnswer(name) === true && !/\s/.test(name))
  }

  get #texts(): string {
    return textHash(`${this.remoteTexts} ${textsOf(this.#own)}`)
  }

  #answered(which: (name: string) => boolean): readonly RemovedRequest[] {
    const answers = this.#answersNow
    if (answers === undefined) return []
    const names = answers.names.filter((name) => which(name) && answers.isAnswer(name))
    return names.map((name) => this.#objects.removed(answers, name))
  }

  #serve(
    name: string,
    writeAnswer: (own: Databag, known: KnownRequest, answers: OwnAnswers) => void,
  ): boolean {
    const [own, answers, entry] = [this.#own, this.#answersNow, this.#find(name)]
    if (own === undefined || answers === undefined || entry === undefined) return false
    const before = answers.record(name)?.fingerprint
    writeAnswer(own, entry.known, answers)
    if (before !== entry.known.fingerprint) this.#recorded.add(name)
    this.#settled.mark(this.relation.id, name, true)
    return true
  }

  #isNew(entry: Entry): boolean {
    // Check this first: `#isServable` may read a private key, which runs a hook tool.
    return this.#isUnserved(entry) && this.#isServable(entry)
  }

  #isServable(entry: Entry): boolean {
    return this.#lock(entry) === undefined && (entry.backends.length > 0 || !this.#waitForBackends)
  }

  #isUnanswered({ known, backends }: Entry): boolean {
    const isDeferred = this.#settled.isDeferred(this.relation.id, known.name)
    return isDeferred || this.#answersNow?.isAnswered(known, backends) === "no"
  }

  #isUnserved(entry: Entry): boolean {
    const { known, backends } = entry
    if (this.#isUnanswered(entry)) return true
    if (known.wire.backends.length > 0) return false
    if (this.#answersNow?.isAnswered(known, backends) === "with-backends") return false
    return !this.#settled.isServed(this.relation.id, known.name, backends)
  }

  /** Returns why the private key cannot be read from its secret. Without the key, the provider would serve another request. */
  #lock({ readKey }: Entry): Issue | undefined {
    const read = readKey?.()
    return read?.key === null ? read.issue : undefined
  }

  get #own(): Databag | undefined {
    return ownBag(this.#model, this.relation)
  }

  /** Computed on each access, because leadership can be lost during the hook. */
  get #answersNow(): OwnAnswers | undefined {
    const own = this.#own
    if (own === undefined) return undefined
    this.#answers ??= new OwnAnswers(own)
    return this.#answers
  }

  get #requests(): RequestsSnapshot {
    this.#snapshot ??= new RequestsSnapshot(remoteBag(this.relation), this.#answersNow)
    return this.#snapshot
  }

  get #all(): readonly Entry[] {
    return this.#requests.known.map((known) => this.#objects.of(known, this.#answersNow))
  }

  #find(name: string): Entry | undefined {
    const known = this.#requests.find(name)
    return known === undefined ? undefined : this.#objects.of(known, this.#answersNow)
  }
}
