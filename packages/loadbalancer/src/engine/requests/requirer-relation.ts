import type { Databag, Model, Relation } from "@charmkit/ops"
import type { InvalidRequest, ReceivedRequest, RemovedRequest } from "../../interface/received-request.ts"
import type { Issue } from "../../wire.ts"
import { ownBag, remoteBag, textsOf } from "../bags.ts"
import { hasSecrets } from "../tls-key.ts"
import { DefaultBackends } from "./default-backends.ts"
import { OwnAnswers } from "./own-answers.ts"
import { type Entry, RequestObjects } from "./request-objects.ts"
import type { SettledRelations } from "./settled-relations.ts"
import { RequestsSnapshot } from "./snapshot.ts"
import type { KnownRequest } from "./usable-request.ts"
import * as write from "./writes.ts"

/**
 * One relation to a requirer in one hook: what it asks for, what is answered, and what is left to do. The author gets the same request
 * objects again for as long as nothing in them changes.
 */
export class RequirerRelation {
  readonly relation: Relation
  readonly backends: DefaultBackends
  readonly #model: Model
  readonly #settled: SettledRelations
  readonly #waitForBackends: boolean
  readonly #objects: RequestObjects
  /** Names whose answer record differs from that of earlier hooks. */
  readonly #recorded = new Set<string>()
  #snapshot: RequestsSnapshot | undefined
  #answers: OwnAnswers | undefined

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

  /** Requests that cannot be read or used, and new ones whose private key cannot be read. */
  get invalid(): readonly InvalidRequest[] {
    const { relation } = this
    const locked = this.#all.flatMap((entry) => {
      const issue = this.#answersNow !== undefined && this.#isUnserved(entry) ? this.#lock(entry) : undefined
      return issue === undefined ? [] : [{ name: entry.known.name, issues: [issue] }]
    })
    return [...this.#requests.unusable, ...locked].map((one) => ({ relation, ...one }))
  }

  /** Whether Juju, against its own rules, does not show what the requirer has written. That says nothing about its requests. */
  get isUnreadable(): boolean {
    return this.relation.active && this.relation.app !== undefined && remoteBag(this.relation) === undefined
  }

  /** Requests without an answer, changed or deferred since their answer, or served with other default backends. Leader only. */
  get newRequests(): readonly ReceivedRequest[] {
    if (this.#answersNow === undefined) return []
    return this.#all.filter((entry) => this.#isNew(entry)).map(({ request }) => request)
  }

  /** Of these, the requests that need a response, whatever backends they were served with. Leader only. */
  get unanswered(): readonly ReceivedRequest[] {
    if (this.#answersNow === undefined) return []
    return this.#all
      .filter((entry) => this.#isUnanswered(entry) && this.#isServable(entry))
      .map(({ request }) => request)
  }

  /** Requests that can be served now, answered or not: not without their private key, or without the backends that it waits for. */
  get servable(): readonly ReceivedRequest[] {
    return this.#all.filter((entry) => this.#isServable(entry)).map(({ request }) => request)
  }

  /** Requests that were answered and are gone. Leader only: nobody else can know. */
  get removed(): readonly RemovedRequest[] {
    return this.#answered((name) => this.isGone(name))
  }

  /** All requests that have an answer: what a relation that ends leaves behind. Leader only. */
  get answered(): readonly RemovedRequest[] {
    return this.#answered(() => true)
  }

  /** Whether the request of this name is among `newRequests` or `removed`, without a look at the others. Leader only. */
  isOpen(name: string): boolean {
    const answers = this.#answersNow
    if (answers === undefined) return false
    const entry = this.#find(name)
    return entry === undefined ? this.isGone(name) && answers.isAnswer(name) : this.#isNew(entry)
  }

  isGone(name: string): boolean {
    return this.#requests.isGone(name)
  }

  /** A hash of what the requirer has written. */
  get remoteTexts(): string {
    return textsOf(remoteBag(this.relation))
  }

  /** Whether nothing has changed since nothing was left to do: then there is no need to read any document. Leader only. */
  get isUnchanged(): boolean {
    return this.#settled.isUnchanged(this.relation.id, this.#texts, () => this.backends.addresses)
  }

  /** Names and ids of the requests that a leader can serve. */
  ids(): Iterable<readonly [name: string, id: string]> {
    return this.#requests.ids()
  }

  /** Of all requests, to see whether anything is different for a follower. */
  get fingerprint(): string {
    return this.#all.map(({ request }) => `${request.name}=${request.fingerprint}`).join(" ")
  }

  hasAddress({ name, sentHash }: ReceivedRequest): boolean {
    return this.#answersNow?.hasAddress(name, sentHash) === true
  }

  /**
   * Says what this provider supports.
   * @throws ValidationError if the capabilities are not in order
   */
  announce(self: write.SelfDescription): void {
    if (this.#own !== undefined) write.writeSelf(this.#own, hasSecrets(this.#model), self)
  }

  /** Notes what other libraries have answered, and deletes what belongs to no request. */
  tidy(): void {
    const [own, answers] = [this.#own, this.#answersNow]
    if (own === undefined || answers === undefined) return
    for (const { known, backends } of this.#all) {
      // Answered by a library without records, or by this charm before its refresh: from now on its removal is known.
      if (answers.isForeign(known.name) && answers.isAnswered(known, backends) !== "no") {
        write.writeRecord(own, known)
        this.#settled.mark(this.relation.id, known.name, true)
      }
    }
    write.removeLeftovers(own, answers, this.#requests)
  }

  /** Tells the requirer why requests cannot be used. Without a version that both speak there is no way to tell. */
  refuseInvalid(): void {
    const [own, answers] = [this.#own, this.#answersNow]
    if (own === undefined || answers === undefined || !this.#requests.isAgreed) return
    for (const { name, issues } of this.invalid)
      write.refuseUnusable(own, answers, { name, issues }, this.#requests.text(name) ?? "")
  }

  /** @returns false if there is no such request. @throws ValidationError if the response is not complete */
  answer({ name, response }: ReceivedRequest): boolean {
    return this.#serve(name, (own, known) =>
      write.writeAnswer(own, known, response, { withDetails: this.#requests.reads("details") }),
    )
  }

  /** @returns false if there is no such request */
  drained({ name }: ReceivedRequest, drained: boolean): boolean {
    return this.#serve(name, (own, known, answers) => write.writeDrained(own, answers, known, drained))
  }

  /** What exists is known to be what is asked for. */
  markServed({ name }: ReceivedRequest): void {
    this.#settled.mark(this.relation.id, name, true)
  }

  /**
   * Has a request count as new whatever its answer, and its removal be reported: something may have been made for it. The next leader
   * finds it in the answer record, or serves the request because of its default backends.
   */
  defer({ name }: ReceivedRequest): void {
    const [own, answers, entry] = [this.#own, this.#answersNow, this.#find(name)]
    if (own === undefined || answers === undefined || entry === undefined) return
    this.#settled.mark(this.relation.id, name, false)
    const { known } = entry
    const isWritten = this.#recorded.has(name) || !answers.isAnswer(name)
    // Nothing but such a record of version 0.1.0 would tell the next leader that the request is served.
    const isByOldRecord = answers.isAnswered(known, entry.backends) === "with-backends"
    if (isWritten || isByOldRecord || known.wire.backends.length > 0) write.deferRecord(own, answers, known)
  }

  revoke(name: string): void {
    if (this.#own !== undefined) write.removeAnswer(this.#own, name)
  }

  /** Remembers what is left to do, at the end of the hook. Leader only. */
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
   * Answered requests that have to be served whatever the databags say next: the requirer can send the answered text again. Those that name
   * their backends need no memory, because the answer record says it all.
   */
  #leftOpen(unserved: readonly Entry[]): readonly string[] {
    const withDefaults = unserved.filter(({ known }) => known.wire.backends.length === 0)
    const names = [
      ...withDefaults.map(({ known }) => known.name),
      ...this.#requests.unusable.map(({ name }) => name),
    ]
    // A request with spaces in its name can never be used.
    return names.filter((name) => this.#answersNow?.isAnswer(name) === true && !/\s/.test(name))
  }

  get #texts(): string {
    return `${this.remoteTexts} ${textsOf(this.#own)}`
  }

  #answered(which: (name: string) => boolean): readonly RemovedRequest[] {
    const answers = this.#answersNow
    if (answers === undefined) return []
    return answers.names
      .filter((name) => which(name) && answers.isAnswer(name))
      .map((name) => this.#objects.removed(answers, name))
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
    // In this order: reading a private key is a call of Juju.
    return this.#isUnserved(entry) && this.#isServable(entry)
  }

  #isServable(entry: Entry): boolean {
    return this.#lock(entry) === undefined && (entry.backends.length > 0 || !this.#waitForBackends)
  }

  #isUnanswered({ known, backends }: Entry): boolean {
    return this.#answersNow?.isAnswered(known, backends) === "no" || this.#isDeferred({ known })
  }

  #isDeferred({ known: { name } }: Pick<Entry, "known">): boolean {
    return this.#settled.isDeferred(this.relation.id, name)
  }

  #isUnserved({ known, backends }: Entry): boolean {
    const { name, wire } = known
    const answered = this.#answersNow?.isAnswered(known, backends)
    if (answered === "no" || this.#settled.isDeferred(this.relation.id, name)) return true
    if (answered === "with-backends" || wire.backends.length > 0) return false
    return !this.#settled.isServed(this.relation.id, name, backends)
  }

  /** Why there is no private key, although it is in a secret: without it, serving would be serving something else. */
  #lock({ readKey }: Entry): Issue | undefined {
    const read = readKey?.()
    return read?.key === null ? read.issue : undefined
  }

  get #own(): Databag | undefined {
    return ownBag(this.#model, this.relation)
  }

  /** Leadership can be lost while the hook runs. */
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
