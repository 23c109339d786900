/** Maximum sizes of the charms' `src/charm.cjs` in bytes, a little above the current sizes. Every hook reads the whole file. */
export const BUDGETS: Readonly<Record<string, number>> = {
  "haproxy-lb": 298_000,
  "lb-consumer": 177_000,
  "lb-consumer-declared": 182_000,
  "lb-consumer-reactive": 219_240,
  "lb-provider": 197_300,
  "lb-provider-declared": 201_680,
  "lb-provider-reactive": 239_500,
  "web-server": 184_400,
}
