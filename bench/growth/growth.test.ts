import { afterAll, beforeAll, expect, test } from "vitest"
import { DOCUMENTS } from "./documents.ts"
import { Counter, total } from "./executed.ts"
import { HOOKS } from "./hooks.ts"

let counter: Counter

beforeAll(async () => {
  counter = await Counter.start()
})
afterAll(() => counter[Symbol.dispose]())

test.each([...HOOKS, ...DOCUMENTS])("$name: work is linear in n", async ({ base, prepare }) => {
  const [once, fourTimes] = [await prepare(base), await prepare(4 * base)]
  await once()
  const [few, many] = [await counter.count(once), await counter.count(fourTimes)]
  const worst = [...many]
    .filter(([where, count]) => count > 1000 && count > 5 * (few.get(where) ?? 0))
    .map(([where, count]) => `${where}: ${few.get(where) ?? 0}, then ${count}`)
  expect(total(many) / total(few), worst.join("\n")).toBeLessThan(4.8)
})
