/** How long a failed hook waits before it is tried again. */
export interface RetryStrategy {
  /** Model option automatically-retry-hooks; without it only `resolve` goes on. */
  readonly enabled: boolean
  readonly firstMs: number
  readonly maxMs: number
}

/** Juju's: 5 s, doubling up to 5 min, with jitter (juju `retrystrategy.go`). */
export const JUJU_RETRY: RetryStrategy = { enabled: true, firstMs: 5_000, maxMs: 300_000 }

export function retryDelay(
  strategy: RetryStrategy,
  failures: number,
  random: () => number = Math.random,
): number {
  const delay = Math.min(strategy.firstMs * 2 ** Math.max(0, failures - 1), strategy.maxMs)
  return Math.round(delay * (0.9 + 0.2 * random()))
}
