/** The content of an application databag. */
export type DatabagContent = Readonly<Record<string, string>>

/** The request or response of a name. */
export interface Document {
  readonly key: string
  readonly name: string
  readonly text: string
}

/**
 * Returns the text under `request_<name>` or `response_<name>`, whichever the databag has.
 * @throws Error if the databag has neither a request nor a response of this name
 */
export function documentOf(databag: DatabagContent, name: string): Document {
  for (const key of [`request_${name}`, `response_${name}`]) {
    const text = databag[key]
    if (text !== undefined) return { key, name, text }
  }
  const keys = Object.keys(databag).join(", ") || "none"
  throw new Error(`the databag has neither request_${name} nor response_${name} (keys: ${keys})`)
}

/** Sorts the keys, because Juju lists them sorted. */
export function sorted(databag: DatabagContent): DatabagContent {
  return Object.freeze(Object.fromEntries(Object.entries(databag).sort(([a], [b]) => (a < b ? -1 : 1))))
}

export function definedFields(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
