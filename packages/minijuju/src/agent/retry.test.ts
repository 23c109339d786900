import { expect, test } from "vitest"
import { JUJU_RETRY, retryDelay } from "./retry.ts"

test("5 seconds, doubling up to 5 minutes, with jitter on both sides", () => {
  const middle = [1, 2, 3, 7, 30].map((failures) => retryDelay(JUJU_RETRY, failures, () => 0.5))
  expect(middle).toEqual([5_000, 10_000, 20_000, 300_000, 300_000])
  expect(retryDelay(JUJU_RETRY, 1, () => 0)).toBe(4_500)
  expect(retryDelay(JUJU_RETRY, 1, () => 1)).toBe(5_500)
})
