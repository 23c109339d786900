/** Maximum sizes of the charms' `src/charm.cjs` in bytes, a little above the current sizes. Every hook reads the whole file. */
export const BUDGETS: Readonly<Record<string, number>> = {
  "haproxy-lb": 282_500,
  "lb-consumer": 177_000,
  "lb-consumer-declared": 182_000,
  "lb-consumer-reactive": 219_000,
  "lb-provider": 196_500,
  "lb-provider-declared": 201_000,
  "lb-provider-reactive": 238_500,
  "web-server": 184_300,
}
