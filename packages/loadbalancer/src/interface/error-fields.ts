import { authorField } from "../wire/issue.ts"
import { REQUEST_FIELDS } from "../wire.ts"
import { readableWords } from "./text.ts"

/** A place in the options of a request. Version 1 has no name for it: in the response itself it is a part of the message. */
export const OPTION = /^options\.\w+/

const toWire = (name: string): string | undefined =>
  REQUEST_FIELDS.find((field) => field === name || authorField(field) === name)

/**
 * Converts names of request fields to those of the document: `portMapping` becomes `port_mapping`. A path into a field
 * (`healthChecks[0].path`) becomes its field, because readers refuse anything else; the rest of the path is put in front of the message.
 * Unknown names are kept, and serializing the response refuses them. Places in the options of a request are left out.
 */
export function toWireErrorFields(fields: Readonly<Record<string, string>>): Record<string, string> {
  const result = new Map<string, string>()
  for (const [path, words] of Object.entries(fields)) {
    if (OPTION.test(path)) continue
    const [, first = path, rest = ""] = /^([A-Za-z_]+)([.[].*)?$/.exec(path) ?? []
    const field = toWire(first)
    const text = field === undefined || rest === "" ? words : `${rest.replace(/^\./, "")}: ${words}`
    const name = field ?? path
    const earlier = result.get(name)
    result.set(name, earlier === undefined ? text : `${earlier}; ${text}`)
  }
  return Object.fromEntries(result)
}

/** Converts the field names at the start of paths: `healthChecks[0].path` becomes `health_checks[0].path`. */
export function toWirePlaces<T>(places: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const rename = (place: string) =>
    place
      .replace(/^[A-Za-z_]+/, (field) => toWire(field) ?? field)
      .replace(OPTION, (option) => option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
  return Object.fromEntries(Object.entries(places).map(([place, item]) => [rename(place), item]))
}

export function fromWirePlaces<T>(places: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const rename = (place: string) => readableWords(place).replace(/^(?:options\.)?[A-Za-z_]+/, authorField)
  return Object.freeze(
    Object.fromEntries(Object.entries(places).map(([place, item]) => [rename(place), item])),
  )
}

/** Converts names of request fields from those of the document: `port_mapping` becomes `portMapping`. */
export function fromWireErrorFields(
  fields: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.freeze(
    Object.fromEntries(
      Object.entries(fields).map(([name, words]) => [authorField(name), readableWords(words)]),
    ),
  )
}
