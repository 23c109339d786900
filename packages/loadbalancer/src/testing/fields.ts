import { requestKey, responseKey } from "../wire.ts"

/** The content of an application databag. */
export type DatabagContent = Readonly<Record<string, string>>

/** Returns a copy of a databag in which the request or response of this name is invalid in one way. */
export type Breaking = (databag: DatabagContent, name: string) => DatabagContent

/** The request or response of a name. */
interface Document {
  readonly key: string
  readonly isRequest: boolean
  readonly text: string
}

/**
 * Returns the text under `request_<name>` or `response_<name>`, whichever the databag has.
 * @throws Error if the databag has neither a request nor a response of this name
 */
export function documentOf(databag: DatabagContent, name: string): Document {
  const [request, response] = [requestKey(name), responseKey(name)]
  for (const key of [request, response]) {
    const text = databag[key]
    if (text !== undefined) return { key, isRequest: key === request, text }
  }
  const keys = Object.keys(databag).join(", ") || "none"
  throw new Error(`the databag has neither ${request} nor ${response} (keys: ${keys})`)
}

/** Changes the text of the document. */
export const withText =
  (change: (text: string) => string): Breaking =>
  (databag, name) => {
    const { key, text } = documentOf(databag, name)
    return sorted({ ...databag, [key]: change(text) })
  }

/** Changes fields of the document; `undefined` removes a field. */
export const withFields = (changes: Readonly<Record<string, unknown>>): Breaking =>
  withText((before) => {
    const document: unknown = JSON.parse(before)
    return JSON.stringify(typeof document === "object" ? { ...document, ...changes } : document)
  })

/** Sorts the keys, because Juju lists them sorted. */
export function sorted(databag: DatabagContent): DatabagContent {
  return Object.freeze(Object.fromEntries(Object.entries(databag).sort(([a], [b]) => (a < b ? -1 : 1))))
}

export function definedFields(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
