import type { RetryStrategy } from "../agent/retry.ts"
import type { JujuSeries } from "../state/juju-version.ts"

/** Options of a model; all have defaults. */
export interface ModelOptions {
  /** The model's name; default `default`. */
  readonly name?: string
  /** The Juju that is emulated; default: that of the variable MINIJUJU_JUJU, or 3.6. */
  readonly juju?: JujuSeries
  /** Folder in which the model's folder is created; default the system's folder for temporary files. */
  readonly dir?: string
  /** First three numbers of the units' addresses, `127.A.B`; default random. */
  readonly network?: string
  /** A hook that runs longer is killed with its children and counts as failed; default 5 minutes. */
  readonly hookTimeLimitMs?: number
  /** How failed hooks are retried; default as in Juju (5 s, doubling, up to 5 min). */
  readonly retry?: Partial<RetryStrategy>
  /** Maximum number of charm processes that run at once; default twice the number of cores. */
  readonly parallelHooks?: number
  /** Time between update-status hooks of an idle unit, ±20 %; default 5 minutes, 0 disables them. */
  readonly updateStatusIntervalMs?: number
}

/** How long to wait for the model to settle. */
export interface SettleOptions {
  readonly timeoutMs?: number
  /** Settle although units are in error (waiting for their retry); default false: then settle rejects. */
  readonly allowErrors?: boolean
}
