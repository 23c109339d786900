import { expect, test } from "vitest"
import { maxConnections, maxPorts, openFiles } from "./max-connections.ts"

const GIB = 1024 ** 3
const NO_LIMIT = Number.POSITIVE_INFINITY

test.each([
  ["the operator's value", 20_000, { openFiles: 1_048_576, memory: 8 * GIB }, 20_000],
  ["what ports leave", 20_000, { openFiles: 12_000, memory: 8 * GIB }, 5_495],
  [
    "two files for each client, without those for other purposes",
    20_000,
    { openFiles: 4_096, memory: 8 * GIB },
    1_543,
  ],
  ["half of the memory at 64 KiB each", 20_000, { openFiles: NO_LIMIT, memory: GIB }, 8_192],
  ["one client, where there are too few files", 20_000, { openFiles: 1, memory: GIB }, 1],
])("the limit of connections is %s", (_, requested, limits, expected) => {
  expect(maxConnections(requested, 10, limits)).toBe(expected)
})

test("ports use at most two thirds of the files, which leaves the rest for connections", () => {
  const limits = { openFiles: 20_000, memory: 64 * GIB }
  expect([maxPorts(limits), maxConnections(20_000, 10_000, limits)]).toEqual([12_666, 4_500])
  // A greedy consumer's ports, which are not served, take nothing from others.
  expect(maxConnections(20_000, 1_000_000, limits)).toBe(3_167)
  expect([maxPorts({ ...limits, openFiles: 1_024 }), maxPorts({ ...limits, openFiles: NO_LIMIT })]).toEqual([
    512,
    NO_LIMIT,
  ])
})

test("the number of files is the soft limit of the process", () => {
  const limits = (soft: string) =>
    `Limit                     Soft Limit           Hard Limit           Units\nMax open files            ${soft}                 4096                 files\n`
  expect([limits("1024"), limits("unlimited"), ""].map(openFiles)).toEqual([1_024, NO_LIMIT, NO_LIMIT])
})
