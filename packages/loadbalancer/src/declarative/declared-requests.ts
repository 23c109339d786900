import type { Databag, Relation } from "@charmkit/ops"
import type { ProviderRelation } from "../engine/responses/provider-relation.ts"
import type { ResponseEngine } from "../engine/responses/response-engine.ts"
import type { TlsKeys } from "../engine/tls-key.ts"
import type { Capabilities } from "../interface/capabilities.ts"
import { authorField } from "../wire/issue.ts"
import type { Evaluation } from "./declaration.ts"
import type { LoadBalancerState, StateMaker } from "./load-balancer-state.ts"
import { sendDeclared, withdraw, withdrawUndeclared } from "./sent-requests.ts"
import { type CheckedSpec, checkSpec } from "./spec-check.ts"

/** What a unit knows about one declared request apart from the databags. */
export interface DeclaredRequest {
  readonly name: string
  readonly evaluation: Evaluation
  /** Whether this unit has seen a response to the request. */
  readonly wasAnswered: boolean
}

/** How requests are sent and withdrawn. */
export interface SendOptions {
  readonly tlsKeys: TlsKeys
  readonly drainSeconds: number
}

/** The declared requests in the relation to a provider: the leader sends them, and every unit reads their state. */
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

  /** Sends and withdraws requests. Does nothing on followers. @returns the names of the requests that were sent */
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

  /** Acknowledges a response, or the end of one, so that `LBProvider` at the same endpoint does not report it as new. */
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

  /** The provider's capabilities; undefined if it has none in its databag. */
  get capabilities(): Capabilities | undefined {
    const { obstacle, capabilities } = this.#provider.snapshot
    return obstacle === undefined ? capabilities : undefined
  }

  /** Whether any request is draining. */
  get isDraining(): boolean {
    return this.#provider.snapshot.draining.length > 0
  }

  #checkKey(checked: CheckedSpec & { ok: true }): CheckedSpec {
    // Without an agreed version it is not known whether the provider can read secrets.
    if (checked.wire.tls_key === null || this.#provider.snapshot.obstacle !== undefined) return checked
    const problem = this.#provider.keyProblem(this.#options.tlsKeys)
    return problem === undefined
      ? checked
      : { ok: false, issues: [{ ...problem, path: problem.path.map(authorField) }] }
  }

  /** Checks a declaration. Undefined if nothing is declared, or on a follower whose declaration threw. */
  #check(name: string, evaluation: Evaluation, own: Databag | undefined): CheckedSpec | undefined {
    // On a follower the declaration may have thrown because it reads data that only the leader can read.
    if (evaluation.kind === "threw") return own && { ok: false, issues: evaluation.issues }
    if (evaluation.kind === "unwanted") return undefined
    const isSent = this.#provider.snapshot.isRequested(name) === true
    const id = own === undefined ? "" : this.#provider.request(name).id
    const checked = checkSpec(evaluation.spec, { name, id, nameChecked: own !== undefined && !isSent })
    return checked.ok && own !== undefined ? this.#checkKey(checked) : checked
  }
}
