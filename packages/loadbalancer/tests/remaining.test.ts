import { expect, test } from "vitest"
import fc from "../../../suite/fast-check.ts"
import { Remaining } from "../src/engine/remaining.ts"

test("items processed in any order are checked about once each, with a correct result", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...Array(300).keys()], { minLength: 300 }), (order) => {
      const left = new Set(order)
      let looks = 0
      let lists = 0
      const remaining = new Remaining(
        () => {
          lists += 1
          return [...left].sort((a, b) => a - b)
        },
        (item) => {
          looks += 1
          return left.has(item)
        },
      )
      for (const item of order) {
        expect(remaining.any()).toBe(true)
        left.delete(item)
      }
      expect(remaining.any()).toBe(false)
      expect(lists).toBeLessThanOrEqual(2)
      expect(looks).toBeLessThanOrEqual(2 * order.length)
    }),
    { numRuns: 50 },
  )
})

test("an item that returns is found when no other is left", () => {
  const left = new Set(["a"])
  const remaining = new Remaining(
    () => [...left],
    (item) => left.has(item),
  )
  expect(remaining.any()).toBe(true)
  left.clear()
  left.add("b")
  expect(remaining.any()).toBe(true)
  left.clear()
  expect(remaining.any()).toBe(false)
})
