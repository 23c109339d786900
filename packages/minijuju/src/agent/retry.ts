/** The delay before a failed hook is retried. */
export interface RetryStrategy {
  /** Juju's model option automatically-retry-hooks. When false, a failed hook waits for `resolve`. */
  readonly enabled: boolean
  readonly firstMs: number
  readonly maxMs: number
}

/** Juju's default: 5 s, doubling up to 5 min, with jitter (Juju: `retrystrategy.go`). */
export const JUJU_RETRY: RetryStrategy = { enabled: true, firstMs: 5_000, maxMs: 300_000 }

export function retryDelay(
  strategy: RetryStrategy,
  failures: number,
  random: () => number = Math.random,
): number {
  const delay = Math.min(strategy.firstMs * 2 ** Math.max(0, failures - 1), strategy.maxMs)
  return Math.round(delay * (0.9 + 0.2 * random()))
}
