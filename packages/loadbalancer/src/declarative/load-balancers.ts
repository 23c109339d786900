import {
  type CharmBase,
  defineEvents,
  FrameworkObject,
  type RelationBrokenEvent,
  type SettableStatus,
} from "@charmkit/ops"
import { checkEndpoint } from "../engine/check-endpoint.ts"
import { ResponseEngine } from "../engine/responses/response-engine.ts"
import type { TlsKeys } from "../engine/responses/tls-keys.ts"
import type { Capabilities } from "../interface/capabilities.ts"
import { responseKey } from "../wire.ts"
import { Declarations } from "./declaration.ts"
import { DeclaredRequests, type SendOptions } from "./declared-requests.ts"
import { LBChanged } from "./events.ts"
import { contentOf, type LoadBalancerState, StateMaker, statusOf } from "./load-balancer-state.ts"
import type { ExactDeclarations, RequestDeclaration } from "./request-spec.ts"

const NO_RELATION = -1
const RESENT = "resent"

/** How the consumer's side behaves; all of it has defaults. */
export interface LoadBalancersOptions {
  /**
   * How private keys travel. `negotiate`, if not given: as a Juju secret to providers that can read one, as plain text to others.
   * `secret`: never as plain text; the state is `invalid` instead. `plain`: always as plain text.
   */
  readonly tlsKeys?: TlsKeys
  /**
   * How long the connections of a request that is not wanted any more may take to end, with providers that can wait for it.
   * Not given: it is taken away at once.
   */
  readonly drainSeconds?: number
}

/** Beginnings of what was told: after one of these a missing answer is one that was taken back. */
const ANSWERED = /^(ready|rejected|failed|stale|unreadable|revoked) /

/**
 * The consumer's side, declared: which load balancers the charm wants, by name, as functions of what it knows now.
 *
 * They are asked, and the requests sent, changed or withdrawn, in created, joined, changed and broken of the relation, in
 * config-changed, leader-elected and upgrade-charm, before the charm's own observers of these, and in `refresh`. Only the leader
 * writes. Nothing here throws for what a provider wrote, or for a declaration that cannot be sent: that is a state and a log line.
 */
export class LoadBalancers<
  Name extends string,
  Declared extends Readonly<Record<string, RequestDeclaration>> = Readonly<Record<Name, RequestDeclaration>>,
> extends FrameworkObject {
  static override readonly handleKind = "LoadBalancers"
  /** `changed` fires in every unit, once for each change of a state's content. */
  readonly on = defineEvents(this, { changed: LBChanged })
  /** Name of the endpoint in the charm's metadata. */
  readonly endpoint: string
  readonly #charm: CharmBase
  readonly #declarations: Declarations
  readonly #options: SendOptions
  readonly #engine: ResponseEngine
  // What this unit has been told. Lost, it is told once more, and nothing else happens.
  readonly #state = this.storedState({
    relation: NO_RELATION,
    // By the response's databag key: a name alone could be that of a property every object has.
    told: {} as Record<string, string>,
    /** Whether update-status has to look whether something is drained. */
    draining: false as boolean,
  })

  /**
   * @param endpoint its name in the charm's metadata, with `limit: 1`
   * @param declarations by the names of the requests; one that returns undefined is not wanted now
   */
  constructor(
    charm: CharmBase,
    endpoint: string,
    declarations: Readonly<Record<Name, RequestDeclaration>> & Declared & ExactDeclarations<Declared>,
    { tlsKeys = "negotiate", drainSeconds = 0 }: LoadBalancersOptions = {},
  ) {
    super(charm, endpoint)
    checkEndpoint(charm, endpoint, "LoadBalancers")
    this.#charm = charm
    this.endpoint = endpoint
    this.#engine = ResponseEngine.of(charm, endpoint)
    this.#options = { tlsKeys, drainSeconds }
    this.#declarations = new Declarations(declarations, () => this.capabilities)
    const relation = charm.on.relation(endpoint)
    this.observe(relation.created, this.onEvent)
    this.observe(relation.joined, this.onEvent)
    this.observe(relation.changed, this.onEvent)
    this.observe(relation.broken, this.onBroken)
    this.observe(charm.on.leaderElected, this.onEvent)
    this.observe(charm.on.upgradeCharm, this.onEvent)
    this.observe(charm.on.configChanged, this.onEvent)
    this.observe(charm.on.updateStatus, this.onUpdateStatus)
  }

  /** How it stands with one of them, read from the relation now. */
  state(name: Name): LoadBalancerState {
    return this.#read(name, this.#requests)
  }

  /** How it stands with all that are declared, by name. */
  get states(): readonly LoadBalancerState[] {
    const requests = this.#requests
    return this.#declarations.names.map((name) => this.#read(name, requests))
  }

  /** One status for all of them, the most urgent, that names each load balancer it is about: `event.addStatus(this.lb.status)`. */
  get status(): SettableStatus {
    return statusOf(this.states)
  }

  /** What the provider says that it can do; undefined if it does not say, as all in Python. */
  get capabilities(): Capabilities | undefined {
    return this.#requests?.capabilities
  }

  /**
   * Asks the declarations again and sends what differs. For charms that declare by more than configuration: call it where the rest
   * changes. Writing and reading are done when it returns; the promise is for the observers of `changed`.
   */
  refresh(): Promise<void> {
    this.#declarations.forget()
    this.#engine.follow()
    const { names } = this.#declarations
    const declared = names.map((name) => ({ name, evaluation: this.#declarations.evaluate(name) }))
    const requests = this.#requests
    const sent = requests?.apply(declared, (name) => this.#declarations.has(name)) ?? []
    this.#state.draining = requests?.isDraining ?? false
    // An answer that was taken back belonged to the request before.
    for (const key of sent.map(responseKey)) {
      if (this.#state.told[key]?.startsWith("revoked") === true) this.#state.told[key] = RESENT
    }
    const changed = this.#note(requests)
    return changed.length === 0 ? Promise.resolve() : this.on.changed.emit({ names: changed })
  }

  /** @internal */
  onEvent(): Promise<void> {
    return this.refresh()
  }

  /** @internal Juju takes back the grants of a relation that ends, but not the secrets. */
  onBroken({ relation }: RelationBrokenEvent): Promise<void> {
    this.#engine.open(relation).removeSecrets()
    return this.refresh()
  }

  /** @internal A request has to go in time even if the provider never says that it is drained. */
  async onUpdateStatus(): Promise<void> {
    if (this.#state.draining) await this.refresh()
  }

  get #requests(): DeclaredRequests | undefined {
    const { provider } = this.#engine
    return provider === undefined ? undefined : new DeclaredRequests(this.#engine, provider, this.#options)
  }

  #read(name: string, requests: DeclaredRequests | undefined): LoadBalancerState {
    const make = new StateMaker(name, this.#tooManyRelations)
    const evaluation = this.#declarations.evaluate(name)
    if (evaluation.kind === "unwanted") return make.withdrawn()
    if (requests === undefined) return make.absent(this.endpoint)
    const { relation, told: announced } = this.#state
    const wasAnswered = relation === requests.relation.id && ANSWERED.test(announced[responseKey(name)] ?? "")
    return requests.state({ name, evaluation, wasAnswered }, make)
  }

  /** The endpoint is made for one provider; a second one is a mistake that only the operator can mend. */
  get #tooManyRelations(): string | undefined {
    const { length } = this.#engine.relations
    if (length <= 1) return undefined
    return `${this.endpoint} has ${length} relations and uses the oldest one; remove the others`
  }

  /** Notes what the author is told now. @returns the names for which that is something new */
  #note(requests: DeclaredRequests | undefined): string[] {
    const states = this.#declarations.names.map((name) => this.#read(name, requests))
    const before = this.#state.told
    const announced: Record<string, string> = {}
    const changed: string[] = []
    for (const state of states) {
      const key = responseKey(state.name)
      const content = contentOf(state)
      requests?.acknowledge(state)
      announced[key] = content
      // That there is nothing where nothing was is no news.
      const nothingYet = state.state === "absent" || state.state === "withdrawn"
      if (content === before[key] || (before[key] === undefined && nothingYet)) continue
      changed.push(state.name)
      this.#log(state)
    }
    this.#state.told = announced
    this.#state.relation = requests?.relation.id ?? NO_RELATION
    return changed
  }

  #log({ state, message }: LoadBalancerState): void {
    if (state === "invalid") this.#charm.log.error(`${this.endpoint}: ${message}`)
    if (state === "unreadable") this.#charm.log.warning(`${this.endpoint}: ${message}`)
  }
}
