/** Maximum sizes of the charms' `src/charm.cjs` in bytes, a little above the current sizes. Every hook reads the whole file. */
export const BUDGETS: Readonly<Record<string, number>> = {
  "haproxy-lb": 293_500,
  "lb-consumer": 177_000,
  "lb-consumer-declared": 182_000,
  "lb-consumer-reactive": 219_240,
  "lb-provider": 197_000,
  "lb-provider-declared": 201_400,
  "lb-provider-reactive": 239_240,
  "web-server": 184_300,
}
