import type { Field, Kind, Schema } from "../schema/schema.ts"
import { type CanonicalValue, canonicalJson } from "./canonical-json.ts"
import { md5 } from "./md5.ts"

/** Serialises a document as canonical text, without validation. */
export function documentText(schema: Schema, value: object): string {
  return canonicalJson(encodeFields(schema, value))
}

/** Computes the MD5 of a document's canonical text, as the Python library does. */
export function documentHash(schema: Schema, value: object): string {
  return md5(documentText(schema, value))
}

function encodeFields({ fields }: Schema, value: object): CanonicalValue {
  const given = new Map<string, CanonicalValue | undefined>(Object.entries(value))
  const members = new Map<string, CanonicalValue>()
  for (const [name, field] of Object.entries(fields)) {
    const member = given.get(name) ?? null
    if (member === null ? !isLeftOut(field) : !(field.sparse && isDefault(field, member)))
      members.set(name, encode(field.type, member))
  }
  return members
}

const isLeftOut = ({ sparse, required, otherwise }: Field) => sparse || (!required && otherwise === undefined)

/** Defaults of lists and maps are empty. */
function isDefault({ otherwise }: Field, member: CanonicalValue): boolean {
  return (
    member === otherwise ||
    (typeof otherwise === "object" && typeof member === "object" && Object.keys(member ?? {}).length === 0)
  )
}

/** Only maps need a conversion: their keys are sorted as what they are, numbers or text. */
function encode(type: Kind, value: CanonicalValue): CanonicalValue {
  if (typeof value !== "object" || value === null) return value
  switch (type.kind) {
    case "document":
      return encodeFields(type.schema, value)
    case "list":
      return Array.from(Object.values(value), (one: CanonicalValue) => encode(type.of, one))
    case "map":
      return new Map(entriesOf(value).map(([key, item]) => [key, encode(type.of, item)]))
    case "ports":
      return new Map(entriesOf(value).map(([from, to]) => [Number(from), to]))
    default:
      return value
  }
}

const entriesOf = (value: object): [string, CanonicalValue][] => Object.entries(value)
