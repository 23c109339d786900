import type { Capabilities } from "loadbalancer-interface"
import type { BackgroundService } from "../background/background-service.ts"
import type { ServiceTraffic } from "../balancer/balancer.ts"
import type { Desired } from "../plan/desired.ts"

/** A load balancer implementation: HAProxy, or the charm's own balancer. */
export interface Engine {
  readonly name: "haproxy" | "embedded"
  /** The engine's program: ends, removes and restarts it. */
  readonly service: BackgroundService
  /** What this machine lacks, as a message for the operator; undefined if nothing. */
  readonly missing: string | undefined
  /** What the engine supports on this machine. Empty while something is missing: no request is answered until it is installed. */
  readonly capabilities: Capabilities
  /** The current configuration, from the engine's own file; empty if there is none. */
  readonly current: Desired
  /** The current configuration for people, without private keys. */
  readonly configuration: string
  running(): Promise<boolean>
  /** Validates a configuration without applying it. Undefined if all of it is accepted. */
  check(desired: Desired): Promise<Objection | undefined>
  /**
   * Applies a configuration, and starts the process if it does not run. The old configuration remains until the new one has proved valid.
   * @throws EngineError if it could not be applied; the old one remains
   */
  apply(desired: Desired): Promise<void>
  /**
   * Number of connected clients by the id of a load balancer, also of one that accepts no new connections. Undefined if the process runs
   * and does not answer: it may have some.
   */
  connections(): Promise<ReadonlyMap<string, number> | undefined>
  /**
   * Lets a backend finish its connections and gives it no new ones, or ends that. It lasts until the backend or the process ends.
   * @returns false if no load balancer has the backend
   */
  drainBackend(host: string, drained: boolean): Promise<boolean>
  /** Statistics of the current configuration; empty if the process does not run. */
  traffic(): Promise<readonly ServiceTraffic[]>
}

/** Why a configuration was rejected. */
export interface Objection {
  /** For the charm's log. */
  readonly reason: string
  /** The services that caused it, by key; empty if the engine does not say which. */
  readonly blamed: ReadonlyMap<string, Blame>
}

/** The fault of one service. */
export interface Blame {
  /** The field of the request; undefined if the fault cannot be attributed to one field. */
  readonly field: "tlsCert" | undefined
  /** For the charm's log. */
  readonly reason: string
}
