import type { GobRecord } from "./decoder.ts"
import { GobError } from "./error.ts"

/** These functions read typed fields of a decoded struct. An absent field has the type's zero value; another type is an error. */
export function textField(record: GobRecord, name: string): string {
  const value = record[name] ?? ""
  return typeof value === "string" ? value : wrong(name)
}

export function numberField(record: GobRecord, name: string): number {
  const value = record[name] ?? 0
  return typeof value === "number" && Number.isSafeInteger(value) ? value : wrong(name)
}

export function boolField(record: GobRecord, name: string): boolean {
  const value = record[name] ?? false
  return typeof value === "boolean" ? value : wrong(name)
}

export function bytesField(record: GobRecord, name: string): Uint8Array {
  const value = record[name] ?? new Uint8Array()
  return value instanceof Uint8Array ? value : wrong(name)
}

export function textsField(record: GobRecord, name: string): string[] {
  const value = record[name] ?? []
  if (!Array.isArray(value)) return wrong(name)
  return value.map((item) => (typeof item === "string" ? item : wrong(name)))
}

function wrong(name: string): never {
  throw new GobError(`gob: wrong type for received field ${name}`)
}
