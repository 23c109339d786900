import {
  type AnyCharm,
  type CharmBase,
  type CharmTypes,
  defineEvents,
  type EndpointName,
  FrameworkObject,
  type KnownName,
  type RelationBrokenEvent,
  type SettableStatus,
} from "@charmkit/ops"
import { checkEndpoint } from "../engine/check-endpoint.ts"
import { ResponseEngine } from "../engine/responses/response-engine.ts"
import type { TlsKeys } from "../engine/tls-key.ts"
import type { Capabilities } from "../interface/capabilities.ts"
import { responseKey } from "../wire.ts"
import { Declarations } from "./declaration.ts"
import { DeclaredRequests, type SendOptions } from "./declared-requests.ts"
import { LBChanged } from "./events.ts"
import { contentOf, type LoadBalancerState, StateMaker, statusOf } from "./load-balancer-state.ts"
import type { ExactDeclarations, RequestDeclaration } from "./request-spec.ts"

const NO_RELATION = -1
const RESENT = "resent"

/** Options of the requirer; all are optional. */
export interface LoadBalancersOptions {
  /**
   * How private keys are sent. `negotiate` (the default): in a Juju secret to providers that can read one, as plain text to others.
   * `secret`: only in a secret; otherwise the state is `invalid`. `plain`: only as plain text.
   */
  readonly tlsKeys?: TlsKeys
  /**
   * Seconds that the connections of a withdrawn request may take to end, with providers that support draining. By default it is removed at
   * once.
   */
  readonly drainSeconds?: number
}

/** States after which a missing response means that the provider has revoked it. */
const ANSWERED = /^(ready|rejected|failed|stale|unreadable|revoked) /

/**
 * The requirer's side in declarative form: the load balancers that the charm needs, by name, each as a function of its current data.
 *
 * The declarations are evaluated, and requests sent, changed or withdrawn, in relation-created, -joined, -changed and -broken, in
 * config-changed, leader-elected and upgrade-charm, before the charm's own observers of these events, and in `refresh`. Only the leader
 * writes. Nothing throws because of a provider's documents or an invalid declaration: those become a state and a log line.
 */
export class LoadBalancers<
  Name extends string,
  Declared extends Readonly<Record<string, RequestDeclaration>> = Readonly<Record<Name, RequestDeclaration>>,
  Charm extends CharmTypes = AnyCharm,
  Endpoint extends string = string,
> extends FrameworkObject {
  static override readonly handleKind = "LoadBalancers"
  /** `changed` is emitted in every unit, once for each change of a state's content. */
  readonly on = defineEvents(this, { changed: LBChanged })
  /** Name of the endpoint in the charm's metadata. */
  readonly endpoint: string
  readonly #charm: CharmBase
  readonly #declarations: Declarations
  readonly #options: SendOptions
  readonly #engine: ResponseEngine
  // The states that were announced with `changed`. If this is lost, each state is announced once more.
  readonly #state = this.storedState({
    relation: NO_RELATION,
    // By the response's databag key, because a name alone could be that of an inherited property such as `constructor`.
    announced: {} as Record<string, string>,
    /** Whether a request is draining, so that update-status has to check it. */
    draining: false as boolean,
  })

  /**
   * @param endpoint its name in the charm's metadata, with `limit: 1`
   * @param declarations by the names of the requests; one that returns undefined declares no request now
   */
  constructor(
    charm: CharmBase<Charm>,
    endpoint: KnownName<Endpoint, EndpointName<Charm>>,
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
    const { created, joined, changed, broken } = charm.on.relation(endpoint)
    const { leaderElected, upgradeCharm, configChanged } = charm.on
    for (const event of [created, joined, changed, leaderElected, upgradeCharm, configChanged])
      this.observe(event, this.onEvent)
    this.observe(broken, this.onBroken)
    this.observe(charm.on.updateStatus, this.onUpdateStatus)
  }

  /** Returns the state of one load balancer, read from the relation now. */
  state(name: Name): LoadBalancerState {
    return this.#read(name, this.#requests)
  }

  /** The states of all declared load balancers, in the order of the declarations. */
  get states(): readonly LoadBalancerState[] {
    const requests = this.#requests
    return this.#declarations.names.map((name) => this.#read(name, requests))
  }

  /** One status for all load balancers: the most severe one, with the names of those that have it: `event.addStatus(this.lb.status)`. */
  get status(): SettableStatus {
    return statusOf(this.states)
  }

  /** The provider's capabilities; undefined for providers without any, such as all in Python. */
  get capabilities(): Capabilities | undefined {
    return this.#requests?.capabilities
  }

  /**
   * Evaluates the declarations again and sends the differences. Call it when data changes that the declarations read, other than
   * configuration. All reads and writes are done when it returns; the promise is for the observers of `changed`.
   */
  refresh(): Promise<void> {
    this.#declarations.forget()
    this.#engine.follow()
    const { names } = this.#declarations
    const declared = names.map((name) => ({ name, evaluation: this.#declarations.evaluate(name) }))
    const requests = this.#requests
    const sent = requests?.apply(declared, (name) => this.#declarations.has(name)) ?? []
    this.#state.draining = requests?.isDraining ?? false
    // A revoked response belonged to the previous version of the request.
    for (const key of sent.map(responseKey)) {
      if (this.#state.announced[key]?.startsWith("revoked") === true) this.#state.announced[key] = RESENT
    }
    const changed = this.#note(requests)
    return changed.length === 0 ? Promise.resolve() : this.on.changed.emit({ names: changed })
  }

  /** @internal */
  onEvent(): Promise<void> {
    return this.refresh()
  }

  /** @internal Removes the secrets of the relation, because Juju only revokes their grants. */
  onBroken({ relation }: RelationBrokenEvent): Promise<void> {
    this.#engine.open(relation).removeSecrets()
    return this.refresh()
  }

  /** @internal Removes drained requests, and those whose deadline has passed without a report from the provider. */
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
    const { relation, announced } = this.#state
    const wasAnswered = relation === requests.relation.id && ANSWERED.test(announced[responseKey(name)] ?? "")
    return requests.state({ name, evaluation, wasAnswered }, make)
  }

  /** A warning if there is more than one relation: the endpoint is meant for one provider, and only the operator can remove the others. */
  get #tooManyRelations(): string | undefined {
    const { length } = this.#engine.relations
    if (length <= 1) return undefined
    return `${this.endpoint} has ${length} relations and uses the oldest one; remove the others`
  }

  /** Stores the current states as announced. @returns the names of those that have changed */
  #note(requests: DeclaredRequests | undefined): string[] {
    const states = this.#declarations.names.map((name) => this.#read(name, requests))
    const before = this.#state.announced
    const announced: Record<string, string> = {}
    const changed: string[] = []
    for (const state of states) {
      const key = responseKey(state.name)
      const content = contentOf(state)
      requests?.acknowledge(state)
      announced[key] = content
      // A first state without a load balancer is not a change.
      const nothingYet = state.state === "absent" || state.state === "withdrawn"
      if (content === before[key] || (before[key] === undefined && nothingYet)) continue
      changed.push(state.name)
      this.#log(state)
    }
    this.#state.announced = announced
    this.#state.relation = requests?.relation.id ?? NO_RELATION
    return changed
  }

  #log({ state, message }: LoadBalancerState): void {
    if (state === "invalid") this.#charm.log.error(`${this.endpoint}: ${message}`)
    if (state === "unreadable") this.#charm.log.warning(`${this.endpoint}: ${message}`)
  }
}
