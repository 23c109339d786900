import { expect, test } from "vitest"
import { dose } from "../../../../suite/doses.ts"
import fc from "../../../../suite/fast-check.ts"
import { processorTimeOf } from "../../../../suite/processor-time.ts"
import { redacted, redactedText } from "./redact.ts"

/** Names under which charms store secrets, in the spellings of several languages and libraries. */
const SECRET_NAMES = [
  ..."password passwd pwd passphrase pass secret secrets token api_key apiKey API-KEY x-api-key".split(" "),
  ..."access_key accessKeyId credentials creds credential auth authorization bearer private-key".split(" "),
  ..."privateKey tls_key ssl-key ssh_key psk pin cookie session-id db_password root-pw jwt".split(" "),
  ..."client_secret signature hmac salt".split(" "),
]
/** Names without a known meaning. */
const ODD_NAMES = [
  "data",
  "config",
  "x",
  "k",
  "value",
  "blob",
  "kennwort",
  "mot_de_passe",
  "dsn",
  "uri",
  "connection",
]

const letters = (characters: string, min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength: min, maxLength: max })
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
const word = letters("abcdefghijkmnpqrstuvwxyzABCDEFG23456789", 7, 20).map((text) => `hu${text}`)
const digits = letters("123456789", 7, 15)
const base64 = letters(BASE64, 40, 60).map((text) => `k9${text}`)

/** Formats in which charms were seen to store a secret. */
const SPELLINGS: readonly ((name: string, secret: string) => string)[] = [
  (_, secret) => secret,
  (name, secret) => JSON.stringify({ [name]: secret }),
  (name, secret) => JSON.stringify({ user: "me", list: [{ [name]: secret }] }),
  (name, secret) => JSON.stringify({ [name]: [secret, { a: secret }] }),
  (name, secret) => JSON.stringify({ deep: JSON.stringify({ [name]: secret }) }),
  (name, secret) => `{"${name}": "${secret}",}`,
  (name, secret) => `[{"${name}": "${secret}"},]`,
  (name, secret) => `{"${name}": "${secret}", "${name}": 1}`,
  (name, secret) => `{'${name}': '${secret}'}`,
  (name, secret) => `{'${name}': b'${secret}', 'port': 80}`,
  (name, secret) => `User(${name}='${secret}', port=80)`,
  (name, secret) => `${name}: ${secret}\nport: 80\n`,
  (name, secret) => `port: 80\n${name}: |\n  ${secret}\n`,
  (name, secret) => `- ${name}: "${secret}"`,
  (name, secret) => `${name}=${secret}`,
  (name, secret) => `[${name}]\nvalue = ${secret}`,
  (name, secret) => `<${name}>${secret}</${name}>`,
  (name, secret) => `host=db user=me ${name}=${secret}`,
  (_, secret) => `postgres://me:${secret}@db.example.com/app`,
  (_, secret) => `amqp://${secret}@192.0.2.7`,
  (_, secret) => `https://me:${secret}/x@192.0.2.7:80`,
  (_, secret) => `https://example.com/hook?token=${secret}`,
  (_, secret) => `Bearer ${secret}`,
  (_, secret) => `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${secret}\n-----END PGP PRIVATE KEY BLOCK-----`,
  (_, secret) => `-----BEGIN OPENSSH PRIVATE KEY-----\n${secret}\n-----END OPENSSH PRIVATE KEY-----`,
  (_, secret) => `-----BEGIN EC PRIVATE KEY-----\\n${secret}`,
  (_, secret) => `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n${secret}\n`,
  (_, secret) => `PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 14\n${secret}`,
  (name, secret) => `\uFEFF{"${name}": "${secret}"}`,
  (name, secret) => `// a comment\n{"${name}": "${secret}"}`,
  (name, secret) => Buffer.from(JSON.stringify({ [name]: secret })).toString("base64"),
  (name, secret) => encodeURIComponent(`${name}=${secret}`),
]

const runs = { numRuns: dose("redactedTexts") }

test.each("endpoint path status name type method unit role state mode url host address version".split(" "))(
  "under the known name %s no user with a password is shown",
  (name) => {
    for (const text of [
      "redis://u:swordfish@192.0.2.1",
      "amqp://me:swordfish@db/app",
      "u:swordfish@db",
      "Basic:swordfish",
    ]) {
      expect(redacted(name, text)).not.toContain("swordfish")
      expect(redacted("data", JSON.stringify({ [name]: text }))).not.toContain("swordfish")
    }
  },
)

test.each(["rootpw", "dbpw", "kennwort", "x"])("a short number under %s is not shown", (name) => {
  expect(redacted("data", JSON.stringify({ [name]: 4711, list: ["4711"] }))).not.toContain("4711")
})

test("no spelling of a secret is shown, under any name", () => {
  const secretName = fc.constantFrom(...SECRET_NAMES)
  const anyName = fc.constantFrom(...SECRET_NAMES, ...ODD_NAMES)
  const spelling = fc.constantFrom(...SPELLINGS)
  fc.assert(
    fc.property(anyName, secretName, fc.oneof(word, digits, base64), spelling, (key, name, secret, spell) => {
      const text = spell(name, secret)
      const shown = redacted(key, text)
      expect(shown).not.toContain(secret)
      expect(shown).not.toContain(Buffer.from(secret).toString("base64").slice(0, 10))
    }),
    runs,
  )
})

test("a number is hidden under the name of a secret, and under no name when it is long", () => {
  fc.assert(
    fc.property(fc.constantFrom(...SECRET_NAMES), fc.integer({ min: 1000, max: 2 ** 40 }), (name, pin) => {
      expect(redacted("data", JSON.stringify({ [name]: pin }))).not.toContain(String(pin))
      expect(redacted(name, String(pin))).not.toContain(String(pin))
      expect(redacted(name, JSON.stringify([[pin]]))).not.toContain(String(pin))
      if (pin > 99_999) expect(redacted("data", JSON.stringify([pin]))).not.toContain(String(pin))
    }),
    runs,
  )
})

test("text for people stays readable and loses what looks like a secret", () => {
  const named = SPELLINGS.slice(1).filter((spell) => !/^<|^\[pass|%3D/.test(spell("pass", "s")))
  const inText = fc.constantFrom(...named)
  fc.assert(
    fc.property(fc.constantFrom(...SECRET_NAMES), fc.oneof(base64, word), inText, (name, secret, spell) => {
      const shown = redactedText(`cannot connect: ${spell(name, secret)}`)
      expect(shown).toMatch(/^cannot connect/)
      expect(shown).not.toContain(secret)
    }),
    runs,
  )
  for (const text of [
    "waiting for a certificate",
    "reachable at 192.0.2.7",
    "the token has expired",
    'hook failed: "config-changed"',
    "no password yet",
    "serving https://192.0.2.7:8443/",
    "3 of 4 backends (192.0.2.1, 192.0.2.2) answer",
  ])
    expect(redactedText(text)).toBe(text)
})

test("under an unknown name, a text is shown only if it is a switch, a small number or an address", () => {
  const object = fc.object({
    key: fc.constantFrom(...ODD_NAMES),
  } as const)
  const json = object.map((value) => JSON.stringify(value))
  const strange = fc.oneof(json, fc.string(), fc.string({ unit: fc.constantFrom(..."12:.,/aF-\n ") }))
  fc.assert(
    fc.property(fc.constantFrom(...ODD_NAMES), strange, (key, text) => {
      const shown = redacted(key, text)
      for (const leaf of leaves(shown)) expect(leaf).toMatch(SHOWN)
    }),
    runs,
  )
})

const SHOWN = /^(|true|false|null|\d{1,5}|-?0|[\da-fA-F:.[\]]+(\/\d+|:\d+)?|\(hidden.*\)|\(nested.*\))$/

function leaves(value: unknown): string[] {
  if (typeof value === "string" && /^\s*[[{"]/.test(value)) return leaves(JSON.parse(value))
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [String(value)]
}

test("200,000 characters are redacted within a second", () => {
  const n = 200_000
  const texts = [
    "[".repeat(n),
    "-----BEGIN PRIVATE KEY-----".repeat(n / 25),
    "-----BEGIN CERTIFICATE-----\n".repeat(n / 25),
    `-----BEGIN CERTIFICATE-----${"\n".repeat(n)}`,
    "pass".repeat(n / 4),
    "password ".repeat(n / 8),
    "a://".repeat(n / 4),
    "a://b@".repeat(n / 6),
    `${"a.".repeat(n / 2)}!`,
    "1,".repeat(n / 2),
    "A1".repeat(n / 2),
    JSON.stringify(Array.from({ length: n / 10 }, (_, i) => ({ [`a${i}`]: "x" }))),
  ]
  for (const key of ["data", "message", "tls_cert", "backends", "name"])
    for (const text of texts) {
      const took = processorTimeOf(() => {
        redacted(key, text)
        redactedText(text)
      })
      expect(took, `${key}: ${text.slice(0, 20)}`).toBeLessThan(1_000)
    }
})
