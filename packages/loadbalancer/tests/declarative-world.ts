import { CharmBase, type CharmClass, type Framework } from "@charmkit/ops"
import {
  accept,
  type Capabilities,
  type LBChanged,
  LBConsumers,
  LBProvider,
  type LoadBalancerHandlers,
  LoadBalancerProvider,
  type LoadBalancerState,
  LoadBalancers,
  type LoadBalancersOptions,
  type RequestDeclaration,
  type RequestSpec,
} from "loadbalancer-interface"
import { parseResponse } from "loadbalancer-interface/wire"
import { CONSUMER_ENDPOINTS, PROVIDER_ENDPOINTS } from "./support/charms.ts"
import { MiniModel } from "./support/mini-model.ts"
import type { MiniRelation } from "./support/mini-state.ts"

export const API: RequestSpec = {
  protocol: "tcp",
  portMapping: { 443: 6443 },
  healthChecks: [{ protocol: "https", port: 6443, path: "/livez" }],
}

/** The objects of both APIs on both sides. */
export interface Consumer extends CharmBase {
  readonly lb: LoadBalancers<string>
  readonly classic: LBProvider | undefined
}
export interface Provider extends CharmBase {
  readonly lb: LoadBalancerProvider
  readonly classic: LBConsumers | undefined
}

export interface Options {
  readonly consumers?: number
  readonly providers?: number
  /** Whether the charms use the classic API too, for the same endpoint. */
  readonly mixed?: boolean
  /** Replaces the charm of the other side. */
  readonly consumer?: CharmClass
  readonly provider?: CharmClass
}

type Look<Charm> = (charm: Charm) => void | Promise<void>

/** A model in which the application `web` declares requests and the application `lb` serves them. */
export class DeclaredWorld {
  readonly model = new MiniModel()
  readonly relation: MiniRelation
  /** Events and calls in order: `web/0 changed api`, `web/0 config`, `lb/0 serve api`, `lb/0 remove api`, … */
  readonly events: string[] = []
  declared: Record<string, RequestDeclaration> = { api: () => API }
  serve: LoadBalancerHandlers["serve"] = ({ name }) => accept({ address: `${name}.example` })
  remove: LoadBalancerHandlers["remove"] = () => undefined
  drain: NonNullable<LoadBalancerHandlers["drain"]> | undefined
  capabilities: Capabilities | undefined
  /** Config of the requirer. */
  options: LoadBalancersOptions = {}
  onChanged: (charm: Consumer) => void | Promise<void> = () => undefined
  onProviderConfig: (charm: Provider) => void | Promise<void> = () => undefined
  readonly #mixed: boolean
  #lookAtConsumer: Look<Consumer> = () => undefined
  #lookAtProvider: Look<Provider> = () => undefined

  constructor({ consumers = 1, providers = 1, mixed = false, consumer, provider }: Options = {}) {
    this.#mixed = mixed
    this.model.addApp("web", consumer ?? this.#consumer(), CONSUMER_ENDPOINTS, consumers)
    this.model.addApp("lb", provider ?? this.#provider(), PROVIDER_ENDPOINTS, providers)
    this.relation = this.relate(1)
  }

  static async started(options: Options = {}): Promise<DeclaredWorld> {
    const world = new DeclaredWorld(options)
    await world.model.integrate(world.relation)
    return world
  }

  relate(id: number, consumer = "web"): MiniRelation {
    const relation = this.model.relate(id, { [consumer]: "lb-provider", lb: "lb-consumers" })
    this.model.giveAddresses(relation, addressOf)
    return relation
  }

  /** Adds another application whose requests the test writes. */
  async addPeer(name: string, id: number, requests: Record<string, string>): Promise<MiniRelation> {
    const relation = this.relate(id, name)
    const bag = this.model.bag(relation, name).set("version", "1")
    for (const [key, text] of Object.entries(requests)) bag.set(key, text)
    await this.model.hook("lb/0", "relation-created", { relation })
    await this.model.settle()
    return relation
  }

  take(): string[] {
    return this.events.splice(0)
  }

  own(app: string, relation = this.relation): Record<string, string> {
    return this.model.plain(relation, app)
  }

  async end(relation: MiniRelation): Promise<void> {
    for (const unit of relation.joined) await this.model.hook(unit, "relation-broken", { relation })
    relation.alive = false
    await this.model.settle()
  }

  /** Runs config-changed of a unit, then all resulting hooks. */
  async configure(unit: string): Promise<void> {
    await this.model.hook(unit, "config-changed")
    await this.model.settle()
  }

  async elect(unit: string): Promise<void> {
    this.model.setLeader(unit.split("/")[0] ?? unit, unit)
    await this.model.hook(unit, "leader-elected")
    await this.model.settle()
  }

  /** Runs code in a hook that the library does not observe, then all resulting hooks. */
  async asConsumer<T>(unit: string, code: (charm: Consumer) => T | Promise<T>): Promise<T> {
    const seen: T[] = []
    this.#lookAtConsumer = async (charm) => {
      seen.push(await code(charm))
    }
    await this.model.hook(unit, "update-status")
    this.#lookAtConsumer = () => undefined
    await this.model.settle()
    return first(seen)
  }

  async asProvider<T>(unit: string, code: (charm: Provider) => T | Promise<T>): Promise<T> {
    const seen: T[] = []
    this.#lookAtProvider = async (charm) => {
      seen.push(await code(charm))
    }
    await this.model.hook(unit, "update-status")
    this.#lookAtProvider = () => undefined
    await this.model.settle()
    return first(seen)
  }

  state(unit: string, name = "api"): Promise<LoadBalancerState> {
    return this.asConsumer(unit, ({ lb }) => lb.state(name))
  }

  /** Refreshes the requirer to a charm that declares the current content of `declared`. */
  async refreshConsumer(unit: string): Promise<void> {
    this.model.addApp("web", this.#consumer(), CONSUMER_ENDPOINTS, 0)
    this.model.setLeader("web", unit)
    await this.model.hook(unit, "upgrade-charm")
    await this.model.settle()
  }

  #consumer(): CharmClass {
    const world = this
    return class extends CharmBase implements Consumer {
      static override readonly handleKind = "Consumer"
      readonly lb = new LoadBalancers(this, "lb-provider", world.declared, world.options)
      readonly classic = world.#mixed ? new LBProvider(this, "lb-provider") : undefined

      constructor(framework: Framework) {
        super(framework)
        this.observe(this.lb.on.changed, this.onChanged)
        this.observe(this.on.configChanged, this.onConfigChanged)
        this.observe(this.on.updateStatus, this.onUpdateStatus)
        if (this.classic !== undefined) this.observe(this.classic.on.responseChanged, this.onResponseChanged)
      }

      onChanged(event: LBChanged): void | Promise<void> {
        const states = event.names.map((name) => `${name}=${this.lb.state(name).state}`)
        world.events.push(`${this.unit.name} changed ${states.join(" ")}`)
        return world.onChanged(this)
      }

      onConfigChanged(): void {
        world.events.push(`${this.unit.name} config`)
      }

      onResponseChanged(): void {
        world.events.push(`${this.unit.name} response_changed`)
      }

      onUpdateStatus(): void | Promise<void> {
        return world.#lookAtConsumer(this)
      }
    }
  }

  #provider(): CharmClass {
    const world = this
    return class extends CharmBase implements Provider {
      static override readonly handleKind = "Provider"
      readonly lb = new LoadBalancerProvider(this, "lb-consumers", {
        serve: (request) => {
          world.events.push(`${this.unit.name} serve ${request.name}`)
          return world.serve(request)
        },
        remove: (removed) => {
          world.events.push(`${this.unit.name} remove ${removed.name}`)
          return world.remove(removed)
        },
        ...(world.drain === undefined ? {} : { drain: world.drain }),
        ...(world.capabilities === undefined ? {} : { capabilities: world.capabilities }),
      })
      readonly classic = world.#mixed ? new LBConsumers(this, "lb-consumers") : undefined

      constructor(framework: Framework) {
        super(framework)
        this.observe(this.on.configChanged, this.onConfigChanged)
        this.observe(this.on.updateStatus, this.onUpdateStatus)
        if (this.classic !== undefined) this.observe(this.classic.on.requestsChanged, this.onRequestsChanged)
      }

      onConfigChanged(): void | Promise<void> {
        return world.onProviderConfig(this)
      }

      onRequestsChanged(): void {
        world.events.push(`${this.unit.name} requests_changed`)
      }

      onUpdateStatus(): void | Promise<void> {
        return world.#lookAtProvider(this)
      }
    }
  }
}

function first<T>(seen: readonly T[]): T {
  for (const one of seen) return one
  throw new Error("the unit belongs to the other side")
}

const addressOf = (unit: string): string => `10.0.${unit.startsWith("lb") ? 2 : 1}.${unit.split("/")[1]}`

/** Two requests as a peer could write them. */
export const ASKED = {
  request_a:
    '{"id": "1", "name": "a", "protocol": "tcp", "port_mapping": {"1": 2}, "backends": ["192.0.2.8"], "sent_hash": "h1"}',
  request_b:
    '{"id": "2", "name": "b", "protocol": "tcp", "port_mapping": {"3": 4}, "backends": ["192.0.2.9"], "sent_hash": "h2"}',
}

export function response(world: DeclaredWorld, name: string, relation = world.relation) {
  const read = parseResponse(world.own("lb", relation)[`response_${name}`] ?? "")
  return read.ok ? read.value : undefined
}

/** Returns the calls of the provider's handlers since the last call of this function. */
export const serves = (world: DeclaredWorld) => world.take().filter((event) => event.startsWith("lb"))
