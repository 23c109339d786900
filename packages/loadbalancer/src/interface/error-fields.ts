import { authorField } from "../wire/issue.ts"
import { REQUEST_FIELDS } from "../wire.ts"
import { readableWords } from "./text.ts"

const toWire = (name: string): string | undefined =>
  REQUEST_FIELDS.find((field) => field === name || authorField(field) === name)

/**
 * Names of request fields as the author writes them, to those on the wire: `portMapping` is `port_mapping`. A path into a field
 * (`healthChecks[0].path`) becomes its field, because peers refuse anything else; the rest of the path goes into the words.
 * Names that mean no field stay: writing the response will refuse them.
 */
export function toWireErrorFields(fields: Readonly<Record<string, string>>): Record<string, string> {
  const result = new Map<string, string>()
  for (const [path, words] of Object.entries(fields)) {
    const [, first = path, rest = ""] = /^([A-Za-z_]+)([.[].*)?$/.exec(path) ?? []
    const field = toWire(first)
    const text = field === undefined || rest === "" ? words : `${rest.replace(/^\./, "")}: ${words}`
    const name = field ?? path
    const earlier = result.get(name)
    result.set(name, earlier === undefined ? text : `${earlier}; ${text}`)
  }
  return Object.fromEntries(result)
}

/** The same for keys that may be places: `healthChecks[0].path` is `health_checks[0].path`. */
export function toWirePlaces<T>(places: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const rename = (place: string) => place.replace(/^[A-Za-z_]+/, (field) => toWire(field) ?? field)
  return Object.fromEntries(Object.entries(places).map(([place, item]) => [rename(place), item]))
}

export function fromWirePlaces<T>(places: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const rename = (place: string) => readableWords(place).replace(/^[A-Za-z_]+/, authorField)
  return Object.freeze(
    Object.fromEntries(Object.entries(places).map(([place, item]) => [rename(place), item])),
  )
}

/** Names of request fields on the wire, to those of the author's side: `port_mapping` is `portMapping`. */
export function fromWireErrorFields(
  fields: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.freeze(
    Object.fromEntries(
      Object.entries(fields).map(([name, words]) => [authorField(name), readableWords(words)]),
    ),
  )
}
