import { VERSION_KEY } from "../wire.ts"
import { type DatabagContent, documentOf, sorted } from "./fields.ts"

/** Takes a databag and the name of a request or response in it, and gives one that is broken there in one way. */
export type Breaking = (databag: DatabagContent, name: string) => DatabagContent

/** The other text under the key of the document. */
const text =
  (change: (text: string) => string): Breaking =>
  (databag, name) => {
    const { key, text: before } = documentOf(databag, name)
    return sorted({ ...databag, [key]: change(before) })
  }

/** Other fields in the document; `undefined` takes one away. */
const fields = (changes: Readonly<Record<string, unknown>>): Breaking =>
  text((before) => {
    const document: unknown = JSON.parse(before)
    return JSON.stringify(typeof document === "object" ? { ...document, ...changes } : document)
  })

/** One that fits a request, and one that fits a response. */
const either =
  (request: Breaking, response: Breaking): Breaking =>
  (databag, name) =>
    documentOf(databag, name).key.startsWith("request_") ? request(databag, name) : response(databag, name)

/**
 * Documents that a peer could send and that cannot be used. The library reports each and goes on; a charm must not fail
 * because of them.
 */
const unreadable = {
  /** Words in place of JSON. */
  notJson: text(() => "not json"),
  /** The second half is missing. */
  cutOff: text((before) => before.slice(0, before.length / 2)),
  /** JSON, but a list. */
  notAnObject: text((before) => `[${before}]`),
  /** JSON's `null`. */
  nothing: text(() => "null"),
  /** A request without its protocol; a response with neither address nor error. */
  incomplete: either(fields({ protocol: undefined }), fields({ address: null, error: null })),
  /** A request with words for a port; a response whose address is a number. */
  wrongType: either(fields({ port_mapping: { http: "eighty" } }), fields({ address: 7 })),
  /** A protocol, or an error, that does not exist. */
  unknownWord: either(
    fields({ protocol: "carrier-pigeon" }),
    fields({ error: "bad_luck", error_message: "x" }),
  ),
} as const satisfies Readonly<Record<string, Breaking>>

/** Whole databags that are not what they should be. `broken` has them with the documents of `unreadable`. */
const elsewhere = {
  /** A request for a port that does not exist, which Python's library lets pass; a response that explains no failure. */
  impossible: either(
    fields({ port_mapping: { 70000: 8080 } }),
    fields({ address: null, error: "unsupported", error_message: null, error_fields: {} }),
  ),
  /** A request whose token is not its hash any more; a response to an earlier request. */
  stale: either(fields({ sent_hash: "0".repeat(32) }), fields({ received_hash: "0".repeat(32) })),
  /** A field that no version has. A reader passes over it. */
  unknownField: fields({ colour: "blue" }),
  /** The name inside is another one than the key's. Responses have no name inside and stay as they are. */
  otherName: either(fields({ name: "someone-else" }), (databag) => databag),
  /** The side has not said which version it speaks. */
  noVersion: (databag: DatabagContent, _name?: string): DatabagContent => {
    const { [VERSION_KEY]: _version, ...rest } = databag
    return sorted(rest)
  },
  /** A version in words. */
  badVersion: (databag: DatabagContent, _name?: string): DatabagContent =>
    sorted({ ...databag, [VERSION_KEY]: "one" }),
} as const satisfies Readonly<Record<string, Breaking>>

/**
 * Databags that are broken on purpose: `broken.cutOff(consumerDatabag({ requests }), "web")`. Each breaks one thing of a valid
 * databag; the rest stays as it was.
 */
export const broken = Object.freeze({ ...unreadable, ...elsewhere })

/** The names of all ways, for a test of each: `test.each(waysToBreak)("survives %s", (way) => broken[way](databag, "web"))`. */
export const waysToBreak: readonly (keyof typeof broken)[] = Object.freeze(
  [...Object.keys(unreadable), ...Object.keys(elsewhere)].filter(isWay),
)

function isWay(name: string): name is keyof typeof broken {
  return Object.hasOwn(broken, name)
}
