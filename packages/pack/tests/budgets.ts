/** Maximum sizes of the examples' `src/charm.cjs` in bytes, a little above the current sizes. Every hook reads the whole file. */
export const BUDGETS: Readonly<Record<string, number>> = {
  "haproxy-lb": 266_000,
  "lb-consumer": 180_000,
  "lb-consumer-declared": 189_000,
  "lb-consumer-reactive": 223_000,
  "lb-provider": 194_000,
  "lb-provider-declared": 207_000,
  "lb-provider-reactive": 236_000,
  "web-server": 188_000,
}
