import type { RetryStrategy } from "../agent/retry.ts"
import type { ConfigValue } from "../state/application.ts"

/** How a model is made; all of it has defaults. */
export interface ModelOptions {
  /** The model's name; default `default`. */
  readonly name?: string
  /** Where the model's folder is made; default the system's folder for temporary files. */
  readonly dir?: string
  /** First three numbers of the units' addresses, `127.A.B`; default chosen at random. */
  readonly network?: string
  /** A hook that runs longer is killed with its children and counts as failed; default 5 minutes. */
  readonly hookTimeLimitMs?: number
  /** What happens after a failed hook; default Juju's (5 s, doubling, up to 5 min). */
  readonly retry?: Partial<RetryStrategy>
  /** How many charm processes may run at once; default twice the number of cores. */
  readonly parallelHooks?: number
  /** Time between update-status hooks of an idle unit, ±20 %; default 5 minutes, 0 turns them off. */
  readonly updateStatusIntervalMs?: number
}

/** How a charm is deployed; all of it has defaults. */
export interface DeployOptions {
  /** The application's name; default the charm's. */
  readonly name?: string
  readonly units?: number
  readonly config?: Readonly<Record<string, ConfigValue>>
}

/** How long to wait for the model to come to rest. */
export interface SettleOptions {
  readonly timeoutMs?: number
  /** Settle although units are in error (they wait for their retry); default false: then settle rejects. */
  readonly allowErrors?: boolean
}
