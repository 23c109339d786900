import * as v from "valibot"
import { expect, test } from "vitest"
import * as z from "zod"
import { jsonIn, readWith, type SchemaResult, type StandardSchema } from "../index.ts"

/** Returns an object with `then` that is not an instance of `Promise`, as promises of other libraries. */
function foreignPromise(value: unknown): Promise<{ value: unknown }> {
  const promise = Promise.resolve({ value })
  const then: typeof promise.then = (...args) => promise.then(...args)
  return Object.assign(Object.create(null), { then })
}

test.each<[string, StandardSchema]>([
  [
    "a transformation that throws",
    v.pipe(
      v.unknown(),
      v.transform(() => JSON.parse("{")),
    ),
  ],
  [
    "an asynchronous schema",
    v.pipeAsync(
      v.unknown(),
      v.checkAsync(async () => false),
    ),
  ],
  ["another one", z.unknown().refine(async () => false)],
  [
    "an asynchronous schema that fails",
    { "~standard": { version: 1, vendor: "ours", validate: () => Promise.reject(new Error("no")) } },
  ],
  ["a promise of another library", { "~standard": { version: 1, vendor: "ours", validate: foreignPromise } }],
])("%s gives an issue, not an exception", (_, schema) => {
  const read: SchemaResult<unknown> = readWith(schema, { port: 80 })
  expect(read).toMatchObject({
    ok: false,
    issues: [{ path: "", message: expect.stringMatching(/JSON|asynchronous/) }],
  })
})

test("an object whose type is an interface can be read", () => {
  interface Settings {
    readonly port: number
  }
  const settings: Settings = { port: 80 }
  expect(readWith(v.object({ port: v.number() }), settings)).toEqual({ ok: true, value: { port: 80 } })
})

test("a value that Juju adds to a unit's databag is read as text", () => {
  const bag = {
    toObject: () => ({ "ingress-address": "10.0.0.7", port: "80" }),
    update: () => {},
  }
  expect(jsonIn(bag).toObject()).toEqual({ "ingress-address": "10.0.0.7", port: 80 })
})
