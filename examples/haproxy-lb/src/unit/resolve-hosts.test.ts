import { expect, test } from "vitest"
import { MAX_NAMES } from "../plan/limits.ts"
import { resolveHosts } from "./resolve-hosts.ts"

const asks = (id: number, ...backends: string[]) => ({ relation: { id }, backends })
const never = () => new Promise<never>(() => undefined)

test("names are looked up as this machine's programs do, addresses are not", async () => {
  const found = await resolveHosts([asks(1, "localhost", "10.0.0.1", "::1", "127.1", "a b")])
  expect([...found.keys()]).toEqual(["localhost"])
  expect(found.get("localhost")).toContain("127.0.0.1")
})

test("name servers of one consumer that do not answer take no time from another", async () => {
  const look = async (name: string) => (name.startsWith("slow") ? never() : ["192.0.2.7"])
  const slow = Array.from({ length: 100 }, (_, i) => `slow${i}.example`)
  const found = await resolveHosts([asks(1, ...slow), asks(2, "b.example", "c.example")], look, 50)
  expect([...found.keys()]).toEqual(["b.example", "c.example"])
})

test("a name that is not found is no failure, and there is a limit for each consumer", async () => {
  const looked: string[] = []
  const look = async (name: string) => {
    looked.push(name)
    throw new Error("ENOTFOUND")
  }
  const many = Array.from({ length: MAX_NAMES + 5 }, (_, i) => `n${i}.example`)
  expect((await resolveHosts([asks(1, ...many)], look)).get("n0.example")).toEqual([])
  expect(looked.length).toBe(MAX_NAMES)
})
