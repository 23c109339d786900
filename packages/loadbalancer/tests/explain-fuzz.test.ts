import { expect, test } from "vitest"
import { dose, SEED } from "../../../suite/doses.ts"
import fc, { character } from "../../../suite/fast-check.ts"
import { explain } from "./explain-support.ts"

// Databags are untrusted, and a user can paste any text. The command must always print a result and never crash.

const RUNS = dose("explainedFiles")
// Generous, because a busy machine is many times slower than an idle one.
const TIMEOUT = { timeout: 120_000 }
const word = fc.oneof(
  fc.constantFrom("web", "", "__proto__", "constructor", "a b", "\ud800", "\u001b[1m"),
  fc.string({ unit: character, maxLength: 8 }),
)
const REQUEST =
  '{"id": "i", "name": "web", "protocol": "tcp", "port_mapping": {"443": 8443}, "sent_hash": "h", "tls_key": "secret-of-the-unit"}'
const RESPONSE = '{"address": "lb", "received_hash": "h"}'
const DETAILS =
  '{"received_hash": "h", "ports": {"443": 1}, "fields": {"tls_key": {"outcome": "adjusted", "value": "v"}}}'
const DRAIN = '{"sent_hash": "h", "until": "2026-01-31T12:00:00Z"}'
const SECRETS = '{"sent_hash": "h", "tls_key": {"id": "secret:d1gk2s7mp25c762r0l8g", "revision": 1}}'
const CAPABILITIES = '{"protocols": ["udp"], "algorithms": {"uri": []}, "port_ranges": [[1, 2]]}'
const value = fc.oneof(
  fc.constantFrom(
    REQUEST,
    RESPONSE,
    DETAILS,
    DRAIN,
    SECRETS,
    CAPABILITIES,
    '["details"]',
    "1",
    "",
    "null",
    "[]",
    "{",
    '{"__proto__": {"id": 1}}',
  ),
  fc.json({ maxDepth: 3 }),
  // A document with a part replaced.
  fc
    .tuple(
      fc.constantFrom(REQUEST, RESPONSE, DETAILS, DRAIN, SECRETS, CAPABILITIES),
      fc.nat(120),
      fc.nat(12),
      fc.string({ maxLength: 6 }),
    )
    .map(([text, at, length, piece]) => text.slice(0, at) + piece + text.slice(at + length)),
)
const key = fc.oneof(
  fc.constantFrom("version", "extensions", "capabilities"),
  fc
    .tuple(
      fc.constantFrom(
        "request_",
        "response_",
        "handled_",
        "acked_",
        "declared_",
        "details_",
        "drain_",
        "secrets_",
        "",
      ),
      word,
    )
    .map((parts) => parts.join("")),
)
const bag = fc.dictionary(key, value, { maxKeys: 5 })
const entry = fc.record(
  {
    "relation-id": fc.oneof(fc.nat(2), fc.string()),
    endpoint: fc.constantFrom("lb-provider", "lb-consumers", "x"),
    "related-endpoint": fc.constantFrom("lb-provider", "lb-consumers", "x"),
    "application-data": bag,
    "related-units": fc.dictionary(
      fc.constantFrom("web/0", "web/10", "lb/0", "x"),
      fc.record({ data: fc.oneof(bag, fc.anything()) }),
    ),
  },
  { requiredKeys: [] },
)
const unit = fc.record({ "relation-info": fc.array(entry, { maxLength: 3 }) })
const input = fc.oneof(
  fc.record({ consumer: bag, provider: bag }, { requiredKeys: [] }),
  bag,
  fc.dictionary(fc.constantFrom("web/0", "web/1", "lb/0"), unit, { maxKeys: 3 }),
)

test("any databags of any units give a report or an error, without control characters", TIMEOUT, async () => {
  const statuses = new Set<number>()
  await fc.assert(
    fc.asyncProperty(
      input,
      fc.constantFrom<string[]>([], ["--json"], ["--juju4"], ["--endpoint", "x"]),
      async (given, args) => {
        const { status, stdout, stderr } = await explain(given, args)
        statuses.add(status)
        expect(status === 2 ? stderr : stdout).not.toBe("")
        if (!args.includes("--json")) expect(stdout).not.toMatch(/[^\P{C}\n]/u)
      },
    ),
    { seed: SEED, numRuns: RUNS },
  )
  expect([...statuses].sort()).toEqual([0, 1, 2])
  console.log(`fuzz: SEED=${SEED} ${RUNS} databags through explain`)
})

test(
  "the private key of a well-formed request is never shown, whatever other keys contain",
  TIMEOUT,
  async () => {
    await fc.assert(
      fc.asyncProperty(bag, bag, async (consumer, provider) => {
        const given = { consumer: { ...consumer, request_web: REQUEST }, provider }
        for (const args of [[], ["--json"]])
          expect((await explain(given, args)).stdout).not.toContain("secret-of-the-unit")
      }),
      { seed: SEED, numRuns: RUNS / 3 },
    )
  },
)

test("any text gives a report or an error", TIMEOUT, async () => {
  const text = fc.oneof(fc.string({ unit: character, maxLength: 40 }), value)
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.constantFrom<string[]>([], ["--as", "request"], ["--as", "handled"]),
      async (given, args) => {
        const { status, stdout, stderr } = await explain(given, args)
        expect(status === 2 ? stderr : stdout).not.toBe("")
      },
    ),
    { seed: SEED, numRuns: RUNS },
  )
})
