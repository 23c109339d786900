import type { Databag, Relation } from "@charmkit/ops"
import type { ProviderRelation } from "../engine/responses/provider-relation.ts"
import type { ResponseEngine } from "../engine/responses/response-engine.ts"
import type { TlsKeys } from "../engine/responses/tls-keys.ts"
import type { Capabilities } from "../interface/capabilities.ts"
import { authorField } from "../wire/issue.ts"
import type { Evaluation } from "./declaration.ts"
import type { LoadBalancerState, StateMaker } from "./load-balancer-state.ts"
import { sendDeclared, withdraw, withdrawUndeclared } from "./sent-requests.ts"
import { type CheckedSpec, checkSpec } from "./spec-check.ts"

/** What a unit knows of one name besides the databags. */
export interface DeclaredRequest {
  readonly name: string
  readonly evaluation: Evaluation
  /** This unit has seen an answer to the request that stands. */
  readonly wasAnswered: boolean
}

/** How requests are sent and taken back. */
export interface SendOptions {
  readonly tlsKeys: TlsKeys
  readonly drainSeconds: number
}

/** Declared requests in the relation to a provider: what the leader writes, and what the databags say to that. */
export class DeclaredRequests {
  readonly #engine: ResponseEngine
  readonly #provider: ProviderRelation
  readonly #options: SendOptions

  constructor(engine: ResponseEngine, provider: ProviderRelation, options: SendOptions) {
    this.#engine = engine
    this.#provider = provider
    this.#options = options
  }

  get relation(): Relation {
    return this.#provider.relation
  }

  /** The leader's part. Writes what differs. @returns the names of the requests that were sent */
  apply(
    declared: readonly Pick<DeclaredRequest, "name" | "evaluation">[],
    isDeclared: (name: string) => boolean,
  ): readonly string[] {
    const { own } = this.#provider
    if (own === undefined) return []
    this.#provider.announce()
    const { tlsKeys, drainSeconds } = this.#options
    withdrawUndeclared(own, this.#provider, isDeclared, drainSeconds)
    const available = this.#provider.snapshot.obstacle === undefined
    return declared.flatMap(({ name, evaluation }) => {
      if (evaluation.kind === "unwanted") withdraw(own, this.#provider, name, drainSeconds)
      const checked = this.#check(name, evaluation, own)
      if (!available || checked?.ok !== true) return []
      return sendDeclared(own, this.#provider, checked.wire, tlsKeys) ? [name] : []
    })
  }

  /** Notes for the classic form that an answer, or the end of one, has been seen. */
  acknowledge(state: LoadBalancerState): void {
    if ("response" in state) this.#engine.acknowledge(state.response)
    else if (state.state === "revoked") this.#engine.forget(state.name)
  }

  state(declared: DeclaredRequest, make: StateMaker): LoadBalancerState {
    const { name, evaluation } = declared
    const { own, snapshot } = this.#provider
    const checked = this.#check(name, evaluation, own)
    if (checked?.ok === false) return make.invalid(checked.issues, snapshot.response(name))
    const { obstacle } = snapshot
    if (obstacle !== undefined) return make.waiting(obstacle)
    if (own === undefined || checked === undefined) return this.#answer(declared, make)
    if (this.#provider.isSent(checked.wire, this.#options.tlsKeys)) return this.#answer(declared, make)
    const previous = snapshot.isRequested(name) === true ? snapshot.response(name) : undefined
    return previous === undefined
      ? make.waiting("the request has not been sent yet")
      : make.stale("the changed request has not been sent yet", previous)
  }

  #answer({ name, wasAnswered }: DeclaredRequest, make: StateMaker): LoadBalancerState {
    const { snapshot } = this.#provider
    const response = snapshot.response(name)
    if (response === undefined) {
      const unreadable = snapshot.invalidResponse(name)
      if (unreadable !== undefined) return make.unreadable(unreadable.issues)
      return wasAnswered ? make.revoked() : make.waiting("the provider has not answered yet")
    }
    const { freshness } = response
    if (freshness !== "stale") return make.answered(response, freshness)
    return make.stale("the provider has not answered the changed request yet", response)
  }

  /** What the provider says that it can do; undefined if it does not say. */
  get capabilities(): Capabilities | undefined {
    const { obstacle, capabilities } = this.#provider.snapshot
    return obstacle === undefined ? capabilities : undefined
  }

  /** Whether something waits for the end of its connections. */
  get isDraining(): boolean {
    return this.#provider.snapshot.draining.length > 0
  }

  #checkKey(checked: CheckedSpec & { ok: true }): CheckedSpec {
    // Before the provider has spoken nobody knows what it can read.
    if (checked.wire.tls_key === null || this.#provider.snapshot.obstacle !== undefined) return checked
    const problem = this.#provider.keyProblem(this.#options.tlsKeys)
    return problem === undefined
      ? checked
      : { ok: false, issues: [{ ...problem, path: problem.path.map(authorField) }] }
  }

  /** Undefined if there is nothing to check, or only the leader can say. */
  #check(name: string, evaluation: Evaluation, own: Databag | undefined): CheckedSpec | undefined {
    // What a declaration reads may be for the leader alone.
    if (evaluation.kind === "threw") return own && { ok: false, issues: evaluation.issues }
    if (evaluation.kind === "unwanted") return undefined
    const isSent = this.#provider.snapshot.isRequested(name) === true
    const id = own === undefined ? "" : this.#provider.request(name).id
    const checked = checkSpec(evaluation.spec, { name, id, nameChecked: own !== undefined && !isSent })
    return checked.ok && own !== undefined ? this.#checkKey(checked) : checked
  }
}
