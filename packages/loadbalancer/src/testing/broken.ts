import { type UncheckedRequest, type UncheckedResponse, VERSION_KEY } from "../wire.ts"
import { type Breaking, type DatabagContent, documentOf, sorted, withFields, withText } from "./fields.ts"

/** Changes fields of the document, by its kind; `undefined` removes a field. */
const either =
  (request: Partial<UncheckedRequest>, response?: Partial<UncheckedResponse>): Breaking =>
  (databag, name) => {
    const changes = documentOf(databag, name).isRequest ? request : response
    return changes === undefined ? databag : withFields(changes)(databag, name)
  }

/**
 * Unusable documents that a peer could send. The library reports them and continues; a charm must not fail because of them.
 */
const unreadable = {
  /** Not JSON. */
  notJson: withText(() => "not json"),
  /** The second half of the text is missing. */
  cutOff: withText((before) => before.slice(0, before.length / 2)),
  /** A JSON list instead of an object. */
  notAnObject: withText((before) => `[${before}]`),
  /** JSON `null`. */
  nothing: withText(() => "null"),
  /** A request without its protocol; a response with neither address nor error. */
  incomplete: either({ protocol: undefined }, { address: null, error: null }),
  /** A request with a port that is no number; a response whose address is a number. */
  wrongType: either({ port_mapping: { http: "eighty" } }, { address: 7 }),
  /** An unknown protocol or error type. */
  unknownWord: either({ protocol: "carrier-pigeon" }, { error: "bad_luck", error_message: "x" }),
} as const satisfies Readonly<Record<string, Breaking>>

/** Documents and databags that are readable, but wrong. */
const wrong = {
  /** A request for port 70000, which the Python library accepts; a response with an error but neither message nor fields. */
  impossible: either(
    { port_mapping: { 70000: 8080 } },
    { address: null, error: "unsupported", error_message: null, error_fields: {} },
  ),
  /** A request whose `sent_hash` is not its hash; a response to an earlier request. */
  stale: either({ sent_hash: "0".repeat(32) }, { received_hash: "0".repeat(32) }),
  /** A field that no version has. Readers ignore it. */
  unknownField: withFields({ colour: "blue" }),
  /** A request whose `name` differs from its key. Responses have no `name` and stay unchanged. */
  otherName: either({ name: "someone-else" }),
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
