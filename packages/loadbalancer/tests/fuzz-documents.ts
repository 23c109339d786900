import fc from "../../../suite/fast-check.ts"
import { ANSWER_RECORD } from "../src/schema/answer-record.ts"
import { CAPABILITIES } from "../src/schema/capabilities.ts"
import { DETAILS, place } from "../src/schema/details.ts"
import { HEALTH } from "../src/schema/health.ts"
import { HEALTH_CHECK } from "../src/schema/health-check.ts"
import { codes, hostName, network, OPTIONS } from "../src/schema/options.ts"
import { REQUEST } from "../src/schema/request.ts"
import { DRAIN, SECRETS } from "../src/schema/request-extensions.ts"
import { RESPONSE } from "../src/schema/response.ts"
import type { Kind, Schema } from "../src/schema/schema.ts"
import { address, addressOrUrl, name, secretId, token, word } from "../src/schema/vocabulary.ts"
import * as value from "./fuzz-values.ts"

type Text = fc.Arbitrary<string>

/** Percentage of valid values for a field; other values are absent, of another type, or nearly valid. */
const QUALITIES = [100, 97, 70, 20] as const

/** Texts for types that do not take any text; most are valid. */
const TEXTS = new Map([
  [name.pattern, value.name],
  [word.pattern, value.name],
  [token.pattern, value.name],
  [address.pattern, value.anyAddress],
  [addressOrUrl.pattern, value.anyAddress],
  [secretId.pattern, value.secretId],
  [place.pattern, value.requestField],
  [
    network.pattern,
    fc.constantFrom('"10.0.0.0/8"', '"2001:db8::/32"', '"192.0.2.7"', '"::/0"', '"10.0.0.0/999"'),
  ],
  [codes.pattern, fc.constantFrom('"200"', '"200-299"', '"404-404"', '"599-100"')],
  [hostName.pattern, fc.constantFrom('"a.example"', '"A-b.example"', '"a..b"')],
])

const separator = fc.constantFrom(", ", ",", " ,\n\t", ",\r\n")

/**
 * Generates texts that a peer could write under the key of a document: valid ones in unusual spellings, ones with a few wrong fields,
 * and ones that are wrong entirely. Numbers, words, duplicate keys, lone surrogates and nesting are those on which JSON parsers
 * differ.
 */
export const requestText = textsOf(REQUEST)
export const responseText = textsOf(RESPONSE)
export const healthCheckText = textsOf(HEALTH_CHECK)
export const answerRecordText = textsOf(ANSWER_RECORD)
export const capabilitiesText = textsOf(CAPABILITIES)
export const detailsText = textsOf(DETAILS)
export const healthText = textsOf(HEALTH)
export const optionsText = textsOf(OPTIONS)
export const drainText = textsOf(DRAIN)
export const secretsText = textsOf(SECRETS)

/** Texts under `extensions`. */
export const extensionsText: Text = damaged(
  list(fc.oneof(fc.constantFrom('"details"', '"drain"', '"health"', '"options"', '"secrets"'), value.junk)),
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

function textsOf(schema: Schema): Text {
  const whole = QUALITIES.map((quality) => {
    const right: Right = (good) => sometimes(quality, good, fc.oneof(value.nearly, value.junk))
    const object = objectOf(fieldsOf(schema, right), quality)
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

function fieldsOf({ fields }: Schema, right: Right): readonly Field[] {
  return Object.entries(fields).map(([name, { type, nullable, required }]) => {
    const good = typeText(type, right)
    return [name, right(nullable ? value.nullable(good) : good), required === true]
  })
}

/** Texts that are mostly valid for a type. */
function typeText(type: Kind, right: Right): Text {
  switch (type.kind) {
    case "text":
      return plainText(type)
    case "time":
      return value.time
    case "choice":
      return fc.oneof(
        { weight: 9, arbitrary: value.words(...type.of, ...Object.keys(type.aliases ?? {})) },
        // Words that mean something in Python or JavaScript are among them.
        { weight: 1, arbitrary: value.words(...value.ODD_WORDS) },
      )
    case "integer":
      return value.integer
    case "boolean":
      return value.boolean
    case "list":
      return list(right(typeText(type.of, right)))
    case "range":
      return fc.tuple(value.integer, value.integer).map((pair) => `[${pair}]`)
    case "ports":
      return objectWith(right(value.integerKey), right(value.integer))
    case "map":
      return objectWith(right(typeText(type.keys, right)), right(typeText(type.of, right)))
    case "document":
      return objectOf(fieldsOf(type.schema, right), 95)
    case "json":
      return value.junk
  }
}

function plainText({ pattern, strict }: Extract<Kind, { kind: "text" }>): Text {
  if (strict && pattern === address.pattern) return value.address
  return TEXTS.get(pattern) ?? value.text
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
