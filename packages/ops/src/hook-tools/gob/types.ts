import type { GobReader } from "./reader.ts"
import { GobWriter } from "./writer.ts"

/** Ids of gob's built-in types (Go: `encoding/gob` type.go), without floats, complex numbers and interfaces: the protocol has none. */
export const BOOL = 1
export const INT = 2
export const UINT = 3
export const FLOAT = 4
export const BYTES = 5
export const STRING = 6
export const COMPLEX = 7
export const INTERFACE = 8
/** The first id for defined types; smaller ones are built-in types. */
export const FIRST_OWN = 64

/** A type that the sender has defined. Decoders match fields by name, never by id. */
export type GobType =
  | { readonly kind: "struct"; readonly fields: readonly { readonly name: string; readonly type: number }[] }
  | { readonly kind: "slice"; readonly element: number }
  | { readonly kind: "map"; readonly key: number; readonly element: number }
  | { readonly kind: "opaque" }

/** Builds the message that defines a struct. Empty names and field lists are omitted. */
export function structDefinition(
  id: number,
  name: string,
  fields: readonly (readonly [name: string, type: number])[],
): Uint8Array {
  const writer = new GobWriter().int(-id).uint(3).uint(1)
  commonType(writer, id, name)
  if (fields.length > 0) {
    writer.uint(1).uint(fields.length)
    for (const [field, type] of fields) writer.uint(1).text(field).uint(1).int(type).uint(0)
  }
  return writer.uint(0).uint(0).message()
}

export function sliceDefinition(id: number, name: string, element: number): Uint8Array {
  const writer = new GobWriter().int(-id).uint(2).uint(1)
  commonType(writer, id, name)
  return writer.uint(1).int(element).uint(0).uint(0).message()
}

function commonType(writer: GobWriter, id: number, name: string): void {
  if (name !== "") writer.uint(1).text(name)
  writer
    .uint(name === "" ? 2 : 1)
    .int(id)
    .uint(0)
}

/** Reads a type definition: a struct in which the one field that is set tells the kind of type. */
export function readDefinition(reader: GobReader): GobType {
  const type = readType(reader, reader.uint())
  if (reader.uint() !== 0) reader.fail("more than one type in a definition")
  return type
}

/** Reads a type of one kind. The protocol uses slices and structs; other kinds may occur in unused fields. */
function readType(reader: GobReader, kind: number): GobType {
  switch (kind) {
    case 1: // An array, which has its length as a third part; its values look like a slice's.
      return { kind: "slice", element: readParts(reader, 3)[1] ?? 0 }
    case 2:
      return { kind: "slice", element: readParts(reader, 2)[1] ?? 0 }
    case 3:
      return readStruct(reader)
    case 4: {
      const parts = readParts(reader, 3)
      return { kind: "map", key: parts[1] ?? 0, element: parts[2] ?? 0 }
    }
    case 5:
    case 6:
    case 7: // A type that encodes itself: its values are bytes.
      readParts(reader, 1)
      return { kind: "opaque" }
    default:
      return reader.fail(`a type of kind ${kind}`)
  }
}

/** Skips a type's name and reads up to two numbers after it. */
function readParts(reader: GobReader, count: number): number[] {
  const parts: number[] = []
  forEachField(reader, (field) => {
    if (field === 0) skipCommonType(reader)
    else if (field < count) parts[field] = reader.int()
    else reader.fail(`field ${field} in the definition of a type`)
  })
  return parts
}

function readStruct(reader: GobReader): GobType {
  const fields: { name: string; type: number }[] = []
  forEachField(reader, (field) => {
    if (field === 0) skipCommonType(reader)
    else if (field === 1) {
      for (let left = reader.count(); left > 0; left--) fields.push(readFieldType(reader))
    } else reader.fail(`field ${field} in the definition of a struct`)
  })
  return { kind: "struct", fields }
}

function readFieldType(reader: GobReader): { name: string; type: number } {
  let name = ""
  let type = 0
  forEachField(reader, (field) => {
    if (field === 0) name = reader.text()
    else if (field === 1) type = reader.int()
    else reader.fail(`field ${field} in the description of a field`)
  })
  return { name, type }
}

function skipCommonType(reader: GobReader): void {
  forEachField(reader, (field) => {
    if (field === 0) reader.text()
    else if (field === 1) reader.int()
    else reader.fail(`field ${field} in the name of a type`)
  })
}

/** Calls `read` for each field of a struct: pairs of the distance from the previous field and a value, ended by a zero. */
export function forEachField(reader: GobReader, read: (field: number) => void): void {
  let field = -1
  for (let delta = reader.uint(); delta !== 0; delta = reader.uint()) {
    field += delta
    read(field)
  }
}
