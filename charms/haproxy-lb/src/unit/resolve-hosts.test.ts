import { expect, test } from "vitest"
import { MAX_NAMES } from "../plan/limits.ts"
import { resolveHosts } from "./resolve-hosts.ts"

const asks = (id: number, ...backends: string[]) => ({ relation: { id }, backends })
const never = () => new Promise<never>(() => undefined)

test("names are resolved like in this machine's programs, addresses are not resolved", async () => {
  const found = await resolveHosts([asks(1, "localhost", "10.0.0.1", "::1", "127.1", "a b")])
  expect([...found.keys()]).toEqual(["localhost"])
  expect(found.get("localhost")).toContain("127.0.0.1")
})

test("slow name servers of one consumer do not delay another", async () => {
  const look = async (name: string) => (name.startsWith("slow") ? never() : ["192.0.2.7"])
  const slow = Array.from({ length: 100 }, (_, i) => `slow${i}.example`)
  const found = await resolveHosts([asks(1, ...slow), asks(2, "b.example", "c.example")], look, 50)
  expect([...found.keys()]).toEqual(["b.example", "c.example"])
})

test("a name that is not found is not an error, and each consumer has a limit", async () => {
  const looked: string[] = []
  const look = async (name: string) => {
    looked.push(name)
    throw new Error("ENOTFOUND")
  }
  const many = Array.from({ length: MAX_NAMES + 5 }, (_, i) => `n${i}.example`)
  expect((await resolveHosts([asks(1, ...many)], look)).get("n0.example")).toEqual([])
  expect(looked.length).toBe(MAX_NAMES)
})
