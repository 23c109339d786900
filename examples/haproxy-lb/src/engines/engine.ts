import type { Capabilities } from "loadbalancer-interface"
import type { ServiceTraffic } from "../balancer/balancer.ts"
import type { Desired } from "../plan/desired.ts"

/** What balances: HAProxy, or the charm's own balancer. */
export interface Engine {
  readonly name: "haproxy" | "embedded"
  /** What this machine lacks, in words for an operator; undefined if nothing. */
  readonly missing: string | undefined
  /** What it does here. Says nothing while something is missing: then nothing is answered, and that may change. */
  readonly can: Capabilities
  /** What it balances now, from its own file; nothing if there is none. */
  readonly current: Desired
  running(): Promise<boolean>
  /** What it would say against this, whatever runs; undefined if it takes all of it. */
  check(desired: Desired): Promise<Objection | undefined>
  /**
   * Balances this, and starts the process if it does not run. Until the new configuration has proved to be good the old one serves.
   * @throws EngineError if it could not be used; the old one goes on
   */
  apply(desired: Desired): Promise<void>
  /** Sees to it that a process that runs is started again when it dies. */
  ensureSupervisor(): Promise<void>
  /** How many clients are connected to a load balancer, also to one that takes no new connections any more. */
  connections(key: string): Promise<number>
  /** Of what is balanced now; empty if it does not run. */
  traffic(): Promise<readonly ServiceTraffic[]>
  /** Ends the process, also one that does not answer, and leaves its files. */
  end(): Promise<void>
  /** Ends the process and takes its files away. */
  remove(): Promise<void>
}

/** Why a configuration is not taken. */
export interface Objection {
  /** For the charm's log. */
  readonly words: string
  /** The services that are to blame, by key; empty if that cannot be told. */
  readonly blamed: ReadonlyMap<string, Blame>
}

/** What is wrong with one service. */
export interface Blame {
  /** The field of the request; undefined if it is not one alone. */
  readonly field: "tlsCert" | undefined
  /** For the charm's log. */
  readonly words: string
}

/** A configuration that was not taken. The message is for the charm's log and status. */
export class EngineError extends Error {
  readonly code = "engine"
}
