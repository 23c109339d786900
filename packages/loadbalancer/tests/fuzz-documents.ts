import fc from "../../../suite/fast-check.ts"
import * as value from "./fuzz-values.ts"

type Text = fc.Arbitrary<string>

/** Percentage of valid values for a field; other values are absent, of another type, or nearly valid. */
const QUALITIES = [100, 97, 70, 20] as const

const separator = fc.constantFrom(", ", ",", " ,\n\t", ",\r\n")

/**
 * Generates texts that a peer could write under the key of a document: valid ones in unusual spellings, ones with a few wrong fields,
 * and ones that are wrong entirely. Numbers, words, duplicate keys, lone surrogates and nesting are those on which JSON parsers
 * differ.
 */
export const requestText: Text = documents((right) => [
  ["id", right(value.name), true],
  ["name", right(value.name), true],
  ["protocol", right(value.protocol), true],
  ["port_mapping", right(portMapping(right)), true],
  ["backends", right(list(right(value.anyAddress))), false],
  ["algorithm", right(list(right(value.name))), false],
  ["sticky", right(value.boolean), false],
  ["health_checks", right(list(right(healthCheck(right)))), false],
  ["public", right(value.boolean), false],
  ["tls_termination", right(value.boolean), false],
  ["tls_cert", right(value.nullable(value.text)), false],
  ["tls_key", right(value.nullable(value.text)), false],
  ["ingress_address", right(value.nullable(value.anyAddress)), false],
  ["sent_hash", right(value.nullable(value.name)), false],
])

export const responseText: Text = documents((right) => [
  ["address", right(value.nullable(value.anyAddress)), false],
  ["error", right(value.errorType), false],
  ["error_message", right(value.nullable(value.text)), false],
  ["error_fields", right(errorFields(right)), false],
  ["received_hash", right(value.nullable(value.text)), false],
])

export const healthCheckText: Text = documents(healthCheckFields)

/** The provider's own answer record: `handled_<name>`. */
export const handledText: Text = documents((right) => [
  ["id", right(value.text), true],
  ["fingerprint", right(value.text), true],
  ["request", right(requestText), true],
  ["revoked", right(value.boolean), false],
])

export const capabilitiesText: Text = documents((right) => [
  ["protocols", right(list(right(value.protocol))), false],
  ["algorithms", right(objectWith(right(value.key), right(list(right(value.text))))), false],
  ["max_ports", right(value.integer), false],
  [
    "port_ranges",
    right(list(right(fc.tuple(value.integer, value.integer).map((pair) => `[${pair}]`)))),
    false,
  ],
  ["public", right(value.boolean), false],
  ["internal", right(value.boolean), false],
  ["sticky", right(value.boolean), false],
  ["health_checks", right(list(right(value.protocol))), false],
  ["tls_termination", right(value.boolean), false],
  ["ingress_address", right(value.boolean), false],
])

export const detailsText: Text = documents((right) => [
  ["received_hash", right(value.nullable(value.text)), false],
  ["addresses", right(list(right(value.address))), false],
  ["ports", right(portMapping(right)), false],
  ["fields", right(objectWith(right(value.requestField), right(objectOf(outcome(right), 95)))), false],
  ["error_paths", right(errorFields(right)), false],
  ["drained", right(value.nullable(value.time)), false],
])

export const drainText: Text = documents((right) => [
  ["sent_hash", right(value.text), true],
  ["until", right(value.time), true],
])

export const secretsText: Text = documents((right) => [
  ["sent_hash", right(value.text), true],
  ["tls_key", right(objectOf(secretRevision(right), 95)), true],
])

/** Texts under `extensions`. */
export const extensionsText: Text = damaged(
  list(fc.oneof(fc.constantFrom('"details"', '"drain"', '"secrets"'), value.junk)),
)

/** Texts under `version`. */
export const versionText: Text = fc.oneof(
  fc.constantFrom(
    "1",
    " 1 ",
    "2",
    "0",
    "-1",
    "1.0",
    "v1",
    "",
    "\u00a01",
    "٣",
    "1e0",
    "9".repeat(1000),
    "1\n",
    "１",
  ),
  fc.string({ unit: fc.constantFrom("0", "1", " ", "\t", "-", "+", "\u2028") }),
  value.anyString,
)

/** Replacements for a valid field, increasingly wrong from quality to quality. */
type Right = (good: Text) => Text
type Field = readonly [name: string, value: Text, required: boolean]

function documents(fields: (right: Right) => readonly Field[]): Text {
  const whole = QUALITIES.map((quality) => {
    const right: Right = (good) => sometimes(quality, good, fc.oneof(value.nearly, value.junk))
    const object = objectOf(fields(right), quality)
    return { weight: 3, arbitrary: quality > 70 ? object : damaged(object) }
  })
  return fc.oneof(...whole, { weight: 1, arbitrary: fc.oneof(value.junk, value.anyString, value.deep) })
}

function sometimes(quality: number, good: Text, bad: Text): Text {
  if (quality === 100) return good
  return fc.oneof({ weight: quality, arbitrary: good }, { weight: 100 - quality, arbitrary: bad })
}

/** Shuffles the members; omits, duplicates or adds some. */
function objectOf(fields: readonly Field[], quality: number): Text {
  const members = fields.map(([name, content, required]) => {
    const present = member(fc.constant(JSON.stringify(name)), content)
    if (required && quality === 100) return present
    return fc.option(present, { freq: required ? Math.ceil(500 / (100 - quality)) : 2 })
  })
  const extra = fc.oneof(
    { weight: quality, arbitrary: fc.constant([]) },
    { weight: 20, arbitrary: fc.array(member(value.key, value.junk), { maxLength: 2 }) },
    { weight: 10, arbitrary: fc.tuple(...members) },
  )
  return fc
    .tuple(fc.tuple(...members), extra, fc.nat(20), separator)
    .map(([own, more, rotation, between]) => {
      const all = [...own, ...more].filter((one) => one !== null)
      return `{${[...all.slice(rotation), ...all.slice(0, rotation)].join(between)}}`
    })
}

function member(key: Text, content: Text): Text {
  return fc.tuple(key, fc.constantFrom(": ", ":", " : "), content).map((parts) => parts.join(""))
}

function objectWith(key: Text, content: Text): Text {
  return fc.array(member(key, content), { maxLength: 4 }).map((members) => `{${members.join(", ")}}`)
}

function list(item: Text): Text {
  return fc.array(item, { maxLength: 4 }).map((items) => `[${items.join(", ")}]`)
}

function portMapping(right: Right): Text {
  return objectWith(right(value.integerKey), right(value.integer))
}

function errorFields(right: Right): Text {
  return objectWith(right(value.requestField), right(value.text))
}

function healthCheck(right: Right): Text {
  return objectOf(healthCheckFields(right), 95)
}

function healthCheckFields(right: Right): readonly Field[] {
  return [
    ["protocol", right(value.protocol), true],
    ["port", right(value.integer), true],
    ["path", right(value.nullable(value.text)), false],
    ["interval", right(value.integer), false],
    ["retries", right(value.integer), false],
  ]
}

function outcome(right: Right): readonly Field[] {
  return [
    ["outcome", right(fc.constantFrom('"applied"', '"adjusted"', '"ignored"')), true],
    ["value", value.junk, false],
    ["why", right(value.nullable(value.text)), false],
  ]
}

function secretRevision(right: Right): readonly Field[] {
  return [
    ["id", right(value.secretId), true],
    ["revision", right(value.integer), true],
  ]
}

/** Sometimes truncates a text, or removes, duplicates or replaces a character. */
function damaged(text: Text): Text {
  const other = fc.constantFrom(
    "",
    '"',
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "0",
    "\u0000",
    "\ud800",
    "\ufeff",
    "e",
    " ",
    "-",
  )
  const damage = fc.record({ at: fc.nat(400), length: fc.constantFrom(0, 1, 1, 2, 10_000), other })
  return fc.tuple(text, fc.option(damage, { freq: 3 })).map(([whole, what]) => {
    if (what === null) return whole
    const at = what.at % (whole.length + 1)
    return whole.slice(0, at) + what.other + whole.slice(at + what.length)
  })
}
