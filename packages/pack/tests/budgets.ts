/** The most that `src/charm.cjs` of each example may have, in bytes: a little above what it has. Every hook reads all of it. */
export const BUDGETS: Readonly<Record<string, number>> = {
  "haproxy-lb": 266_000,
  "lb-consumer": 180_000,
  "lb-consumer-reactive": 223_000,
  "lb-provider": 194_000,
  "lb-provider-reactive": 236_000,
  "web-server": 188_000,
}
