/** The most that `src/charm.cjs` of each example may have, in bytes: a little above what it has. Every hook reads all of it. */
export const BUDGETS: Readonly<Record<string, number>> = {
  "haproxy-lb": 235_000,
  "lb-consumer": 178_000,
  "lb-consumer-reactive": 220_000,
  "lb-provider": 182_000,
  "lb-provider-reactive": 224_000,
  "web-server": 186_000,
}
