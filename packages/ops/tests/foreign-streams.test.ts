// Streams that occur in no capture: valid ones that another Go program could send, and invalid ones.

import { describe, expect, test } from "vitest"
import fc from "../../../suite/fast-check.ts"
import { GobError, ServerCodec, type ToolRequest } from "../src/agent-protocol.ts"
import { GobWriter } from "../src/hook-tools/gob/writer.ts"

type Write = (writer: GobWriter) => unknown

const STRING = 6
const UINT = 3

function message(write: Write): Uint8Array {
  const writer = new GobWriter()
  write(writer)
  return writer.message()
}

function defineStruct(id: number, fields: readonly (readonly [name: string, type: number])[]): Uint8Array {
  return message((writer) => {
    writer.int(-id).uint(3).uint(1).uint(1).text("T").uint(1).int(id).uint(0)
    writer.uint(1).uint(fields.length)
    for (const [name, type] of fields) writer.uint(1).text(name).uint(1).int(type).uint(0)
    writer.uint(0).uint(0)
  })
}

/** `shape`: 1 array, 2 slice, 4 map, 5 and above opaque; `parts`: the numbers after the name. */
function define(id: number, shape: number, ...parts: number[]): Uint8Array {
  return message((writer) => {
    writer.int(-id).uint(shape).uint(1).uint(2).int(id).uint(0)
    for (const part of parts) writer.uint(1).int(part)
    writer.uint(0).uint(0)
  })
}

/** For messages shorter than 128 bytes. */
const withoutLength = (message: Uint8Array) => message.subarray(1)

const HEADER_TYPE = defineStruct(200, [
  ["ServiceMethod", STRING],
  ["Seq", UINT],
])
const HEADER = message((writer) => writer.int(200).uint(1).text("Jujuc.Main").uint(1).uint(7).uint(0))

function serve(...stream: Uint8Array[]): ToolRequest | undefined {
  const calls = new ServerCodec().push(Buffer.concat(stream))
  expect(calls.every(({ seq }) => seq === 7)).toBe(true)
  return calls[0]?.request
}

const EMPTY = { contextId: "", dir: "", commandName: "", args: [] }

describe("an unknown field of any type is skipped", () => {
  const eight = (writer: GobWriter) => writer.raw(Uint8Array.of(0xf8, 0xff, 1, 2, 3, 4, 5, 6, 7))
  const kinds: Record<string, { type: number; definitions?: Uint8Array[]; value: Write }> = {
    "a uint of 64 bits": { type: UINT, value: eight },
    "an int of 64 bits": { type: 2, value: eight },
    "a float": { type: 4, value: eight },
    "a complex number": { type: 7, value: (writer) => eight(eight(writer)) },
    "an interface": { type: 8, value: (writer) => writer.text("main.T").int(300).bytes(Uint8Array.of(1, 2)) },
    "a nil interface": { type: 8, value: (writer) => writer.text("") },
    "an array": {
      type: 301,
      definitions: [define(301, 1, STRING, 2)],
      value: (w) => w.uint(2).text("a").text("b"),
    },
    "a slice": { type: 301, definitions: [define(301, 2, 4)], value: (w) => eight(w.uint(1)) },
    "a map": {
      type: 301,
      definitions: [define(301, 4, STRING, UINT)],
      value: (w) => w.uint(1).text("k").uint(5),
    },
    "a time": { type: 301, definitions: [define(301, 5)], value: (w) => w.bytes(Uint8Array.of(1, 2, 3)) },
    "a struct": {
      type: 301,
      definitions: [defineStruct(301, [["X", 4]])],
      value: (w) => eight(w.uint(1)).uint(0),
    },
  }
  test.each(Object.entries(kinds))("%s", (_, { type, definitions = [], value }) => {
    const body = defineStruct(300, [
      ["Deadline", type],
      ["CommandName", STRING],
    ])
    const call = message((writer) => {
      value(writer.int(300).uint(1))
      writer.uint(1).text("is-leader").uint(0)
    })
    // The nested type is defined last in the first stream, and first in the second.
    expect(serve(HEADER_TYPE, HEADER, body, ...definitions, call)).toEqual({
      ...EMPTY,
      commandName: "is-leader",
    })
    expect(serve(...definitions, body, HEADER_TYPE, HEADER, call)).toEqual({
      ...EMPTY,
      commandName: "is-leader",
    })
  })

  test.each(Object.entries(kinds))(
    "%s in place of the tool's name is an error",
    (_, { type, definitions = [], value }) => {
      const body = defineStruct(300, [["CommandName", type]])
      const call = message((writer) => {
        value(writer.int(300).uint(1))
        writer.uint(0)
      })
      expect(() => serve(HEADER_TYPE, HEADER, ...definitions, body, call)).toThrow(GobError)
    },
  )
})

describe("invalid streams are refused", () => {
  const refused: Record<string, Uint8Array[]> = {
    "a value before its definition": [HEADER, HEADER_TYPE],
    "the same definition twice": [HEADER_TYPE, HEADER_TYPE],
    "a definition of a type of gob's own": [defineStruct(63, [["X", STRING]])],
    "two definitions in one message": [
      message((writer) => writer.raw(withoutLength(HEADER_TYPE)).raw(withoutLength(defineStruct(201, [])))),
    ],
    "an empty message": [Uint8Array.of(0)],
    "a number of nine bytes": [Uint8Array.of(256 - 9)],
    "bytes after the value": [HEADER_TYPE, message((writer) => writer.int(200).uint(0).uint(0))],
    "an interface that brings a type of its own": [
      defineStruct(300, [["X", 8]]),
      message((writer) =>
        writer
          .int(300)
          .uint(1)
          .text("main.T")
          .raw(withoutLength(defineStruct(302, []))),
      ),
    ],
    "a field that the type does not have": [
      HEADER_TYPE,
      message((writer) => writer.int(200).uint(3).uint(1).uint(0)),
    ],
    "a text longer than its message": [
      HEADER_TYPE,
      message((writer) => writer.int(200).uint(1).uint(99).raw(Uint8Array.of(65))),
    ],
    "more elements than bytes": [
      define(301, 2, STRING),
      defineStruct(300, [["Args", 301]]),
      message((writer) =>
        writer
          .int(300)
          .uint(1)
          .uint(2 ** 40),
      ),
    ],
  }
  test.each(Object.entries(refused))("%s", (_, stream) => {
    expect(() => serve(...stream)).toThrow(GobError)
  })
})

test("after an error the connection cannot be used any more", () => {
  const codec = new ServerCodec()
  expect(() => codec.push(HEADER)).toThrow(GobError)
  expect(() => codec.push(HEADER_TYPE)).toThrow(GobError)
})

test("a type that contains itself ends in an error, not in an overflow", () => {
  const deep = message((writer) => {
    writer.int(301)
    for (let level = 0; level < 100_000; level++) writer.uint(1)
  })
  expect(() => serve(defineStruct(301, [["Self", 301]]), deep)).toThrow(GobError)
})

test("any bytes at all end in a GobError or in waiting for more", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (tail) => {
      try {
        serve(HEADER_TYPE, tail)
      } catch (error) {
        if (!(error instanceof GobError)) throw error
      }
    }),
    { numRuns: 3_000 },
  )
})
