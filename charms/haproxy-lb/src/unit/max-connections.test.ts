import { expect, test } from "vitest"
import { maxConnections, openFiles } from "./max-connections.ts"

const GIB = 1024 ** 3
const NO_LIMIT = Number.POSITIVE_INFINITY

test.each([
  ["the operator's value", 20_000, { openFiles: 1_048_576, memory: 8 * GIB }, 20_000],
  [
    "two files for each client, without those for other purposes",
    20_000,
    { openFiles: 4_096, memory: 8 * GIB },
    1_548,
  ],
  ["half of the memory at 64 KiB each", 20_000, { openFiles: NO_LIMIT, memory: GIB }, 8_192],
  ["one client, where there are too few files", 20_000, { openFiles: 256, memory: GIB }, 1],
])("the limit of connections is %s", (_, requested, limits, expected) => {
  expect(maxConnections(requested, limits)).toBe(expected)
})

test("the number of files is the soft limit of the process", () => {
  const limits = (soft: string) =>
    `Limit                     Soft Limit           Hard Limit           Units\nMax open files            ${soft}                 4096                 files\n`
  expect([limits("1024"), limits("unlimited"), ""].map(openFiles)).toEqual([1_024, NO_LIMIT, NO_LIMIT])
})
