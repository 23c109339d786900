import type { Databag, Model, Relation } from "@charmkit/ops"
import { ownBag } from "../interface/bags.ts"
import type { Capabilities } from "../interface/capabilities.ts"
import { ProviderRelation, type TlsKeys } from "../interface/provider-relation.ts"
import { authorField } from "../wire/issue.ts"
import { requestKey } from "../wire.ts"
import type { Evaluation } from "./declaration.ts"
import type { LoadBalancerState, StateMaker } from "./load-balancer-state.ts"
import { sendDeclared, withdraw, withdrawForgotten } from "./sent-requests.ts"
import { type CheckedSpec, checkSpec } from "./spec-check.ts"

/** What a unit knows of one name besides the databags. */
export interface Asked {
  readonly name: string
  readonly evaluation: Evaluation
  /** This unit has seen an answer to the request that stands. */
  readonly wasAnswered: boolean
}

/** How requests are sent and taken back. */
export interface ViewOptions {
  readonly tlsKeys: TlsKeys
  readonly drainSeconds: number
}

/** Declared requests in the relation to a provider: what the leader writes, and what the databags say to that. */
export class ProviderView {
  readonly relation: Relation
  readonly #model: Model
  readonly #options: ViewOptions
  readonly #provider: ProviderRelation

  constructor(model: Model, relation: Relation, newIds: Map<string, string>, options: ViewOptions) {
    this.#model = model
    this.#options = options
    this.relation = relation
    this.#provider = new ProviderRelation(model, relation, newIds)
  }

  /** Undefined for followers, and when the relation turns out to have gone while the hook runs. */
  get #own(): Databag | undefined {
    const own = ownBag(this.#model, this.relation)
    // Only reading tells that a relation is gone.
    own?.keys()
    return own?.writable === true ? own : undefined
  }

  /** The leader's part. Writes what differs. @returns the names of the requests that were sent */
  apply(
    asked: readonly Pick<Asked, "name" | "evaluation">[],
    isDeclared: (name: string) => boolean,
  ): readonly string[] {
    const own = this.#own
    if (own === undefined) return []
    this.#provider.announce()
    const { tlsKeys, drainSeconds } = this.#options
    withdrawForgotten(own, this.#provider, isDeclared, drainSeconds)
    const available = this.#provider.obstacle === undefined
    return asked.flatMap(({ name, evaluation }) => {
      if (evaluation.kind === "unwanted") withdraw(own, this.#provider, name, drainSeconds)
      const checked = this.#check(name, evaluation, own)
      if (!available || checked?.ok !== true) return []
      return sendDeclared(own, this.#provider, checked.wire, tlsKeys) ? [name] : []
    })
  }

  /** Notes for the classic form that an answer, or the end of one, has been seen. */
  acknowledge(state: LoadBalancerState): void {
    if (this.#own === undefined) return
    if ("response" in state) this.#provider.acknowledge(state.name, state.response.hash)
    else if (state.state === "revoked") this.#provider.acknowledge(state.name, undefined)
  }

  state(asked: Asked, make: StateMaker): LoadBalancerState {
    const { name, evaluation } = asked
    const own = this.#own
    const checked = this.#check(name, evaluation, own)
    if (checked?.ok === false) return make.invalid(checked.issues, this.#provider.response(name))
    const { obstacle } = this.#provider
    if (obstacle !== undefined) return make.waiting(obstacle)
    if (own === undefined || checked === undefined) return this.#answer(asked, make)
    if (this.#provider.stands(own, checked.wire, this.#options.tlsKeys)) return this.#answer(asked, make)
    const previous = own.get(requestKey(name)) === undefined ? undefined : this.#provider.response(name)
    return previous === undefined
      ? make.waiting("the request has not been sent yet")
      : make.stale("the changed request has not been sent yet", previous)
  }

  #answer({ name, wasAnswered }: Asked, make: StateMaker): LoadBalancerState {
    const response = this.#provider.response(name)
    if (response === undefined) {
      const unreadable = this.#provider.invalidResponse(name)
      if (unreadable !== undefined) return make.unreadable(unreadable.issues)
      return wasAnswered ? make.revoked() : make.waiting("the provider has not answered yet")
    }
    const { freshness } = response
    if (freshness !== "stale") return make.answered(response, freshness)
    return make.stale("the provider has not answered the changed request yet", response)
  }

  /** What the provider says that it can do; undefined if it does not say. */
  get capabilities(): Capabilities | undefined {
    return this.#provider.obstacle === undefined ? this.#provider.capabilities : undefined
  }

  removeSecrets(): void {
    this.#provider.removeSecrets()
  }

  /** Whether something waits for the end of its connections. */
  get isDraining(): boolean {
    return this.#provider.draining.length > 0
  }

  #checkKey(checked: CheckedSpec & { ok: true }): CheckedSpec {
    // Before the provider has spoken nobody knows what it can read.
    if (checked.wire.tls_key === null || this.#provider.obstacle !== undefined) return checked
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
    const stands = own?.get(requestKey(name)) !== undefined
    const id = own === undefined ? "" : this.#provider.request(name).id
    const checked = checkSpec(evaluation.spec, { name, id, nameChecked: own !== undefined && !stands })
    return checked.ok && own !== undefined ? this.#checkKey(checked) : checked
  }
}
