import { readFileSync } from "node:fs"
import { expect, test } from "vitest"

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

test("the README's first example is the test in readme-example.test.ts", () => {
  const [, example] = /```ts\n([\s\S]*?)```/.exec(read("../README.md")) ?? []
  expect(example).toBe(read("readme-example.test.ts"))
})
