import { GobReader } from "./reader.ts"
import {
  BOOL,
  BYTES,
  COMPLEX,
  FIRST_OWN,
  FLOAT,
  forEachField,
  type GobType,
  INT,
  INTERFACE,
  readDefinition,
  STRING,
  UINT,
} from "./types.ts"

export type GobValue = boolean | number | string | Uint8Array | readonly GobValue[] | GobRecord

/** A struct by the sender's field names; fields with zero values are absent. */
export type GobRecord = { readonly [field: string]: GobValue }

/** Replaces values of kinds that the protocol does not use. As an empty struct it matches the type of no known field. */
const SKIPPED: GobRecord = {}

/** Decodes the messages of one direction of a connection: definitions extend the type table, other messages give values. */
export class GobDecoder {
  readonly #types = new Map<number, GobType>()

  /** Returns the value in a message, or undefined for a type definition. */
  read(message: Uint8Array): GobRecord | undefined {
    const reader = new GobReader(message)
    const id = reader.int()
    if (id < 0) {
      this.#define(reader, -id)
      if (!reader.atEnd) reader.fail("bytes left over after the definition")
      return undefined
    }
    const type = this.#types.get(id)
    if (type === undefined) return reader.fail(`a value of type ${id}, which was not defined before`)
    if (type.kind !== "struct") return reader.fail("a value that is no struct")
    const value = this.#struct(reader, type, 0)
    if (!reader.atEnd) reader.fail("bytes left over after the value")
    return value
  }

  #define(reader: GobReader, id: number): void {
    if (id < FIRST_OWN) reader.fail(`a definition of type ${id}, which is gob's own`)
    if (this.#types.has(id)) reader.fail(`type ${id} is defined twice`)
    this.#types.set(id, readDefinition(reader))
  }

  #struct(reader: GobReader, type: GobType & { kind: "struct" }, depth: number): GobRecord {
    const entries: [string, GobValue][] = []
    forEachField(reader, (index) => {
      const field = type.fields[index]
      if (field === undefined) return reader.fail(`field ${index} of a struct with ${type.fields.length}`)
      entries.push([field.name, this.#value(reader, field.type, depth + 1)])
    })
    return Object.fromEntries(entries)
  }

  #value(reader: GobReader, id: number, depth: number): GobValue {
    switch (id) {
      case BOOL:
        return reader.bool()
      case INT:
        return reader.wideInt()
      case UINT:
        return reader.wideUint()
      case BYTES:
        return reader.bytes()
      case STRING:
        return reader.text()
      case FLOAT:
        reader.wideUint()
        return SKIPPED
      case COMPLEX:
        reader.wideUint()
        reader.wideUint()
        return SKIPPED
      case INTERFACE:
        return this.#skipInterface(reader)
    }
    // A type may refer to itself: without a limit, a message could recurse endlessly.
    if (depth > 20) return reader.fail("types nested too deeply")
    const type = this.#types.get(id)
    if (type === undefined) return reader.fail(`type ${id} is not defined`)
    if (type.kind === "struct") return this.#struct(reader, type, depth)
    if (type.kind === "opaque") {
      reader.bytes()
      return SKIPPED
    }
    if (type.kind === "map") {
      for (let left = reader.count(); left > 0; left--) {
        this.#value(reader, type.key, depth + 1)
        this.#value(reader, type.element, depth + 1)
      }
      return SKIPPED
    }
    const elements: GobValue[] = []
    for (let left = reader.count(); left > 0; left--)
      elements.push(this.#value(reader, type.element, depth + 1))
    return elements
  }
  /** Skips an interface value: the name of its type (empty for nil), the type's id, and the value with its length. */
  #skipInterface(reader: GobReader): GobRecord {
    if (reader.bytes().length === 0) return SKIPPED
    // Go would define a new type inside the value and continue in another message; the protocol never does that.
    if (reader.int() < 0) reader.fail("an interface that brings a type of its own")
    reader.bytes()
    return SKIPPED
  }
}
