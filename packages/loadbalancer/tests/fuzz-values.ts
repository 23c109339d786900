import { REQUEST_FIELDS } from "loadbalancer-interface/wire"
import fc from "../../../suite/fast-check.ts"

type Text = fc.Arbitrary<string>

const ODD_CHARACTERS = [
  ..."\0\x1f\x7f\x85\xa0\xad\u2028\u202e\ufeff\uffff'\"\\/~é😀",
  "\ud800",
  "\udc00",
  "\u{e0001}",
  "\u{10ffff}",
]
export const ODD_WORDS = [
  "",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "_schema",
  "mro",
  "__doc__",
  "__class__",
  "name",
  "provider error",
  "null",
  "10.0.0.1",
  "it's",
  'it\'s "so"',
]

/** Strings before they are encoded as JSON. */
export const anyString: Text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(...ODD_WORDS),
  fc.string({ unit: fc.constantFrom(...ODD_CHARACTERS), maxLength: 6 }),
  fc.string({ unit: anyCharacter(), maxLength: 4 }),
)

/** Excludes the range in which new Unicode versions add scripts with digits. */
function anyCharacter(): Text {
  const codePoint = fc.oneof(fc.nat(0xffff), fc.nat(0x10d00), fc.integer({ min: 0x1f000, max: 0x10ffff }))
  return codePoint.map((code) => String.fromCodePoint(code))
}

const LONG = "a".repeat(5000)
/** Text that ends a word, a line, a block or a quotation, is a path or an option, or controls a terminal. */
const BREAKING = [
  ..." |\t|\n|\r|\0|;|}|{|\"|'|`|$HOME|$(reboot)|#|<|>|../|/|-|--help|\\|%0a|\u0085|\u2028|\u202e|\x1b]0;owned\x07|\x9b31m".split(
    "|",
  ),
  LONG,
]
const broken = (good: Text): Text =>
  fc
    .tuple(good, fc.constantFrom(...BREAKING), fc.nat(12))
    .map(([word, piece, at]) => word.slice(0, at) + piece + word.slice(at))
const goodOr = (good: Text): Text =>
  fc.oneof(
    { weight: 6, arbitrary: good },
    { weight: 3, arbitrary: broken(good) },
    { weight: 1, arbitrary: anyString },
  )

/** Names and ids: most are valid, the others nearly. */
export const oddName: Text = goodOr(
  fc.constantFrom("my-service", "api.internal", "0", "a_b", "x".repeat(200)),
)
/** Addresses of units and backends. */
export const oddAddress: Text = goodOr(
  fc.constantFrom(
    "10.0.0.7",
    "2001:db8::7",
    "[2001:db8::7]",
    "fe80::1%eth0",
    "lb.example",
    "https://lb.example/a?b=c&d",
  ),
)
/** Values in place of the id of a Juju secret. */
export const oddSecretId: Text = goodOr(
  fc.constantFrom(
    "secret:d1gk2s7mp25c762r0l8g",
    "secret:9b5f7ac5-6a31-4e7a-8a0e-6b2f4a9ad0b1/d1gk2s7mp25c762r0l8g",
    "secret://9b5f7ac5-6a31-4e7a-8a0e-6b2f4a9ad0b1/d1gk2s7mp25c762r0l8g",
    "secret:-",
    "secret:a/b",
    "secret:--help",
    "--help",
    "",
  ),
)

/** Encodes a string as JSON, in one of the possible spellings. */
function spelled(strings: Text): Text {
  return fc.tuple(strings, fc.nat(9)).map(([text, way]) => {
    if (way === 0)
      return `"${[...Array(text.length).keys()].map((at) => escaped(text.charCodeAt(at))).join("")}"`
    if (way === 1) return JSON.stringify(text).replaceAll("/", "\\/")
    if (way === 2) return `"${text.replace(/["\\\p{Cc}]/gu, (unit) => escaped(unit.charCodeAt(0)))}"`
    return JSON.stringify(text)
  })
}

const escaped = (unit: number): string => `\\u${unit.toString(16).toUpperCase().padStart(4, "0")}`

export const words = (...all: string[]): Text => spelled(fc.constantFrom(...all))

export const text: Text = spelled(anyString)
export const name: Text = spelled(oddName)
export const anyAddress: Text = spelled(oddAddress)
export const secretId: Text = spelled(oddSecretId)
export const key: Text = spelled(
  fc.oneof(anyString, fc.constantFrom(...REQUEST_FIELDS, "request_hash", "weight")),
)
export const requestField: Text = spelled(fc.constantFrom(...REQUEST_FIELDS))

export const address: Text = words("192.0.2.7", "2001:db8::7", "[2001:db8::7]", "lb.example", "a b", "")
export const time: Text = words(
  "2026-01-31T12:00:00Z",
  "2026-01-31T12:00:00.5Z",
  "2026-02-31T12:00:00Z",
  "2026-01-31T25:00:00Z",
  "+010000-01-01T00:00:00Z",
  "2026-01-31T12:00:00+01:00",
  "soon",
)

export function nullable(good: Text): Text {
  return fc.oneof({ weight: 4, arbitrary: good }, { weight: 1, arbitrary: fc.constant("null") })
}

const TRUE_OR_FALSE =
  "t T true True TRUE on On ON y Y yes Yes YES 1 f F false False FALSE off Off OFF n N no No NO 0".split(" ")
const NEARLY_BOOLEAN = ["tRue", "yes ", "oN", "1.0", "nO", "ja", "01", "\uff11"]

export const boolean: Text = fc.oneof(
  fc.constantFrom("true", "false", "1", "0", "1.0", "-0.0", "-0", "1e0"),
  words(...TRUE_OR_FALSE),
)

const NUMBERS = [
  "-0",
  "-0.0",
  "1e3",
  "1E+2",
  "8443.99",
  "-0.5",
  "0.1e1",
  "5e-324",
  "65535.0",
  "9007199254740991",
  "-9007199254740991",
]
const LARGE_NUMBERS = [
  "9007199254740992",
  "-9007199254740993",
  "9007199254740992.0",
  "123456789012345678901234567890",
  "1e22",
  "1.7976931348623157e308",
  "9".repeat(4300),
]
const ODD_NUMBERS = ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9".repeat(4301)]
const INTEGER_WORDS = [
  "8443",
  " 8443\n",
  "+8443",
  "-1",
  "08443",
  "8_443",
  "٤٤٣",
  "\u00a07\u3000",
  "१२",
  "𝟘𝟙",
  "７_０",
  "-0",
]
const NEARLY_INTEGER = [
  "8__4",
  "_8",
  "8_",
  "0x10",
  "8443.0",
  "1e3",
  "",
  "\ufeff7",
  "²",
  "Ⅷ",
  "+ 1",
  "--1",
  "1 1",
  "٤.٣",
  "inf",
]
const LARGE_INTEGER_WORDS = [
  "9007199254740992",
  "-123456789012345678901234567890",
  "0".repeat(4301),
  "1".repeat(4301),
]
const INTEGER_PARTS = [
  "0",
  "7",
  "7",
  "1",
  "_",
  "+",
  "-",
  " ",
  "\t",
  "\x1c",
  "\x85",
  "\u2007",
  "٣",
  "𝟗",
  ".",
  "\u180e",
  "\u200b",
]

const integerWord = fc.oneof(fc.constantFrom(...INTEGER_WORDS), fc.nat(70_000).map(String))

export const integerKey: Text = spelled(integerWord)
export const integer: Text = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -1, max: 70_000 }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 1, arbitrary: spelled(integerWord) },
)

/** Values that are slightly wrong for one field or another. */
export const nearly: Text = fc.oneof(
  fc.constantFrom(...NUMBERS, ...ODD_NUMBERS, ...LARGE_NUMBERS),
  words(...NEARLY_BOOLEAN, ...TRUE_OR_FALSE),
  words(...NEARLY_INTEGER, ...LARGE_INTEGER_WORDS, ...INTEGER_WORDS),
  spelled(fc.string({ unit: fc.constantFrom(...INTEGER_PARTS), maxLength: 5 })),
  words("TCP", "tcp ", "sctp", "provider error", "unsupported"),
  fc.constantFrom("null", "[]", "{}", "[null]", '["tcp"]', '{"a": 1}', "true", "false", '[""]', '{"": ""}'),
)

const leaf = fc.oneof(
  text,
  nearly,
  fc.double().map((number) => String(number)),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
)

/** Any JSON, with the numbers of Python's dialect. */
export const junk: Text = fc.letrec<{ any: string; leaf: string; list: string; object: string }>((tie) => ({
  any: fc.oneof({ maxDepth: 4, depthSize: "small" }, tie("leaf"), tie("leaf"), tie("list"), tie("object")),
  leaf,
  list: fc.array(tie("any"), { maxLength: 3 }).map((items) => `[${items.join(",")}]`),
  object: fc
    .array(fc.tuple(key, tie("any")), { maxLength: 3 })
    .map((members) => `{${members.map((one) => one.join(":")).join(",")}}`),
})).any

/** Nesting around every limit that a parser may have. */
export const deep: Text = fc
  .tuple(
    fc.constantFrom(199, 200, 201, 202, 2000, 100_000),
    fc.constantFrom(["[", "]"], ['{"a":', "}"], ['{"error_fields":', "}"], ['[{"a":[', "]}]"]),
    fc.boolean(),
  )
  .map(
    ([levels, [open = "", close = ""], closed]) =>
      open.repeat(levels) + (closed ? `1${close.repeat(levels)}` : ""),
  )

/** Escapes lone surrogates, because Juju and pipes use UTF-8, which cannot encode them. */
export function wellFormed(one: string): string {
  return one.replace(/\p{Surrogate}/gu, "\ufffd")
}
