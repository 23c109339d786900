import type { LBConsumersOptions } from "loadbalancer-interface"
import {
  type Act,
  CONSUMER_ENDPOINTS,
  type ConsumerCharm,
  consumerCharm,
  PROVIDER_ENDPOINTS,
  type ProviderCharm,
  providerCharm,
} from "./charms.ts"
import { MiniModel } from "./mini-model.ts"
import type { MiniRelation } from "./mini-state.ts"

/** Requests `my-service`, as in the documentation. */
export const ask: Act<ConsumerCharm> = ({ lb }) => {
  if (!lb.canRequest) return
  const request = lb.getRequest("my-service")
  request.protocol = request.protocols.tcp
  request.portMapping = { 443: 8443 }
  lb.sendRequest(request)
}

/** Responds to every request with an address, and revokes the responses of removed ones. */
const answer: Act<ProviderCharm> = ({ lbConsumers }) => {
  for (const request of lbConsumers.newRequests) {
    request.response.address = `${request.name}.example`
    lbConsumers.sendResponse(request)
  }
  for (const request of lbConsumers.removedRequests) lbConsumers.revokeResponse(request)
}

/** The keys that the leader of each side writes first. */
export const CONSUMER_SAYS = { version: "1", extensions: '["details"]' }
export const PROVIDER_SAYS = { version: "1", extensions: '["details", "secrets"]' }

export interface WorldOptions {
  readonly consumers?: number
  readonly providers?: number
  readonly lbConsumers?: LBConsumersOptions
}

/** A requirer application `web` and a provider application `lb`, related, with the tests' code for their events. */
export class World {
  readonly model = new MiniModel()
  readonly relation: MiniRelation
  /** Events in order: `web/0 available`, `lb/0 requests_changed`, … */
  readonly events: string[] = []
  consume: Act<ConsumerCharm> = (charm, event) => event === "available" && ask(charm, event)
  provide: Act<ProviderCharm> = answer
  #look: ((charm: ConsumerCharm | ProviderCharm) => void) | undefined

  constructor({ consumers = 1, providers = 1, lbConsumers = {} }: WorldOptions = {}) {
    const consumer = consumerCharm(this.events, (charm, event) => this.#act(charm, event, this.consume))
    const provider = providerCharm(
      this.events,
      (charm, event) => this.#act(charm, event, this.provide),
      lbConsumers,
    )
    this.model.addApp("web", consumer, CONSUMER_ENDPOINTS, consumers)
    this.model.addApp("lb", provider, PROVIDER_ENDPOINTS, providers)
    this.relation = this.model.relate(1, { web: "lb-provider", lb: "lb-consumers" })
    this.model.giveAddresses(this.relation, addressOf)
  }

  static async started(options: WorldOptions = {}): Promise<World> {
    const world = new World(options)
    await world.model.integrate(world.relation)
    return world
  }

  /** The events since the last call. */
  take(): string[] {
    return this.events.splice(0)
  }

  /** Runs code in a hook of a requirer unit that the library does not observe, then all resulting hooks. */
  asConsumer<T>(unit: string, code: (charm: ConsumerCharm) => T): Promise<T> {
    return this.#as(unit, (charm) => ("lb" in charm ? { value: code(charm) } : undefined))
  }

  /** The same for a provider unit. */
  asProvider<T>(unit: string, code: (charm: ProviderCharm) => T): Promise<T> {
    return this.#as(unit, (charm) => ("lbConsumers" in charm ? { value: code(charm) } : undefined))
  }

  own(app: string): Record<string, string> {
    return this.model.plain(this.relation, app)
  }

  write(app: string, key: string, value: string | undefined): void {
    const bag = this.model.bag(this.relation, app)
    if (value === undefined) bag.delete(key)
    else bag.set(key, value)
  }

  async #as<T>(
    unit: string,
    code: (charm: ConsumerCharm | ProviderCharm) => { value: T } | undefined,
  ): Promise<T> {
    let result: { value: T } | undefined
    this.#look = (charm) => {
      result = code(charm)
    }
    await this.model.hook(unit, "update-status")
    this.#look = undefined
    await this.model.settle()
    if (result === undefined) throw new Error(`${unit} is no unit of that side`)
    return result.value
  }

  #act<Charm extends ConsumerCharm | ProviderCharm>(charm: Charm, event: string, act: Act<Charm>): void {
    if (event === "update_status") this.#look?.(charm)
    else if (event !== "relation_changed") act(charm, event)
  }
}

const addressOf = (unit: string): string => `10.0.${unit.startsWith("web") ? 1 : 2}.${unit.split("/")[1]}`
