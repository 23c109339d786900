/** The most that `src/charm.cjs` of each example may have, in bytes: a little above what it has. Every hook reads all of it. */
export const BUDGETS: Readonly<Record<string, number>> = {
  "haproxy-lb": 237_000,
  "lb-consumer": 188_000,
  "lb-consumer-reactive": 228_000,
  "lb-provider": 190_000,
  "lb-provider-reactive": 230_000,
  "web-server": 190_000,
}
