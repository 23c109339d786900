import { VERSION_KEY } from "../wire.ts"
import { type DatabagContent, documentOf, sorted } from "./fields.ts"

/** Returns a copy of a databag in which the request or response of this name is invalid in one way. */
export type Breaking = (databag: DatabagContent, name: string) => DatabagContent

/** Changes the text of the document. */
const text =
  (change: (text: string) => string): Breaking =>
  (databag, name) => {
    const { key, text: before } = documentOf(databag, name)
    return sorted({ ...databag, [key]: change(before) })
  }

/** Changes fields of the document; `undefined` removes a field. */
const fields = (changes: Readonly<Record<string, unknown>>): Breaking =>
  text((before) => {
    const document: unknown = JSON.parse(before)
    return JSON.stringify(typeof document === "object" ? { ...document, ...changes } : document)
  })

/** Chooses by the kind of the document. */
const either =
  (request: Breaking, response: Breaking): Breaking =>
  (databag, name) =>
    documentOf(databag, name).key.startsWith("request_") ? request(databag, name) : response(databag, name)

/**
 * Unusable documents that a peer could send. The library reports them and continues; a charm must not fail because of them.
 */
const unreadable = {
  /** Not JSON. */
  notJson: text(() => "not json"),
  /** The second half of the text is missing. */
  cutOff: text((before) => before.slice(0, before.length / 2)),
  /** A JSON list instead of an object. */
  notAnObject: text((before) => `[${before}]`),
  /** JSON `null`. */
  nothing: text(() => "null"),
  /** A request without its protocol; a response with neither address nor error. */
  incomplete: either(fields({ protocol: undefined }), fields({ address: null, error: null })),
  /** A request with a port that is no number; a response whose address is a number. */
  wrongType: either(fields({ port_mapping: { http: "eighty" } }), fields({ address: 7 })),
  /** An unknown protocol or error type. */
  unknownWord: either(
    fields({ protocol: "carrier-pigeon" }),
    fields({ error: "bad_luck", error_message: "x" }),
  ),
} as const satisfies Readonly<Record<string, Breaking>>

/** Documents and databags that are readable, but wrong. */
const wrong = {
  /** A request for port 70000, which the Python library accepts; a response with an error but neither message nor fields. */
  impossible: either(
    fields({ port_mapping: { 70000: 8080 } }),
    fields({ address: null, error: "unsupported", error_message: null, error_fields: {} }),
  ),
  /** A request whose `sent_hash` is not its hash; a response to an earlier request. */
  stale: either(fields({ sent_hash: "0".repeat(32) }), fields({ received_hash: "0".repeat(32) })),
  /** A field that no version has. Readers ignore it. */
  unknownField: fields({ colour: "blue" }),
  /** A request whose `name` differs from its key. Responses have no `name` and stay unchanged. */
  otherName: either(fields({ name: "someone-else" }), (databag) => databag),
  /** No `version` key. */
  noVersion: (databag: DatabagContent, _name?: string): DatabagContent => {
    const { [VERSION_KEY]: _version, ...rest } = databag
    return sorted(rest)
  },
  /** A version that is no number. */
  badVersion: (databag: DatabagContent, _name?: string): DatabagContent =>
    sorted({ ...databag, [VERSION_KEY]: "one" }),
} as const satisfies Readonly<Record<string, Breaking>>

/**
 * Functions that make a valid databag invalid in one way: `broken.cutOff(consumerDatabag({ requests }), "web")`. Everything else in the
 * databag stays unchanged.
 */
export const broken = Object.freeze({ ...unreadable, ...wrong })

/** The names in {@link broken}, to test each: `test.each(waysToBreak)("survives %s", (way) => broken[way](databag, "web"))`. */
export const waysToBreak: readonly (keyof typeof broken)[] = Object.freeze(
  [...Object.keys(unreadable), ...Object.keys(wrong)].filter(isWay),
)

function isWay(name: string): name is keyof typeof broken {
  return Object.hasOwn(broken, name)
}
