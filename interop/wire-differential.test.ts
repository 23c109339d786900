import {
  parseRequest,
  requestText,
  sealRequest,
  serializeHealthCheck,
  serializeRequest,
  serializeResponse,
} from "loadbalancer-interface/wire"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import * as generated from "../packages/loadbalancer/tests/fuzz-documents.ts"
import { wellFormed } from "../packages/loadbalancer/tests/fuzz-values.ts"
import { dose, SEED as seed } from "../suite/doses.ts"
import fc from "../suite/fast-check.ts"
import { pythonMissing } from "./python-packages.ts"
import { compareReading } from "./wire-compare.ts"
import { WIRE_DEVIATIONS } from "./wire-deviations.ts"
import { fingerprint, KINDS, type Kind, ourOutcome } from "./wire-outcome.ts"
import { WireServer } from "./wire-server.ts"
import { ours, theirs } from "./wire-values.ts"

const missing = await pythonMissing()
if (missing !== undefined) console.warn(`SKIPPED 1 suite (differential with the Python library): ${missing}`)

const percent = (all: number) => Math.round((all * dose("pythonDocuments")) / 100)
const OURS: Readonly<Record<Kind, number>> = {
  request: percent(1300),
  response: percent(600),
  healthcheck: percent(300),
}
const THEIRS = OURS
const TEXTS: Readonly<Record<Kind, number>> = {
  request: percent(4500),
  response: percent(2400),
  healthcheck: percent(1200),
}

describe.skipIf(missing !== undefined)("the Python library", { timeout: 600_000 }, () => {
  let server: WireServer
  const counts = new Map<string, number>()
  const count = (what: string, many: number) => counts.set(what, (counts.get(what) ?? 0) + many)

  beforeAll(async () => {
    server = await WireServer.start()
    expect(await server.call("about")).toMatchObject({ library: "1.2.1" })
  }, 300_000)

  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    const list = [...counts].map(([what, many]) => `${what} ${many}`).join(", ")
    console.log(`differential with Python: SEED=${seed} ${list}`)
  })

  /** Compares a batch of documents; if one differs, shrinks it to the smallest document that does. */
  async function compare(kind: Kind, texts: fc.Arbitrary<string>, numRuns: number) {
    const result = await compareReading(server, kind, fc.sample(texts, { seed, numRuns }))
    if (result.differences.length === 0) return result
    const one = async (text: string) => {
      expect((await compareReading(server, kind, [text])).differences.join("\n")).toBe("")
    }
    await fc.assert(fc.asyncProperty(texts, one), { seed, numRuns })
    throw new Error(`documents differ when they are read in batches: ${result.differences.join("\n")}`)
  }

  const written: Readonly<Record<Kind, fc.Arbitrary<string>>> = {
    request: ours.request.map((value) => serializeRequest(value)),
    response: ours.response.map((value) => serializeResponse(value)),
    healthcheck: ours.healthcheck.map((value) => serializeHealthCheck(value)),
  }

  test.each(KINDS)("parses every %s of the TypeScript library, with the same text and hash", async (kind) => {
    const { accepted, deviations } = await compare(kind, written[kind], OURS[kind])
    expect(accepted).toBe(OURS[kind])
    expect([...deviations]).toEqual([])
    count("written in TypeScript", accepted)
  })

  test.each(KINDS)(
    "writes every %s so that the TypeScript library reproduces it to the byte",
    async (kind) => {
      const documents = fc.sample<object>(theirs[kind], { seed, numRuns: THEIRS[kind] })
      const outcomes = await server.call("write", { kind, documents })
      expect(outcomes).toHaveLength(documents.length)
      for (const outcome of outcomes) {
        const text = "text" in outcome ? outcome.text : JSON.stringify(outcome)
        expect(fingerprint(ourOutcome(kind, text).outcome)).toBe(fingerprint(outcome))
      }
      count("written by Python", outcomes.length)
    },
  )

  test("sends requests with the same hash", async () => {
    const documents = fc.sample(theirs.request, { seed: seed + 1, numRuns: percent(400) })
    const unsealed = await server.call("write", { kind: "request", documents })
    const sent = await server.call("send", { documents })
    const sealed = unsealed.map((outcome) => {
      const read = parseRequest("text" in outcome ? outcome.text : "")
      return read.ok ? requestText(sealRequest(read.value)) : read.issues
    })
    expect(sealed).toEqual(sent.map((outcome) => ("text" in outcome ? outcome.text : outcome)))
    count("sent by Python", sent.length)
  })

  const any: Readonly<Record<Kind, fc.Arbitrary<string>>> = {
    request: generated.requestText.map(wellFormed),
    response: generated.responseText.map(wellFormed),
    healthcheck: generated.healthCheckText.map(wellFormed),
  }
  const met = new Set<string>()

  test.each(KINDS)(
    "parses any text for a %s with the same outcome, except for the listed deviations",
    async (kind) => {
      const { accepted, deviations } = await compare(kind, any[kind], TEXTS[kind])
      count("texts", TEXTS[kind])
      count("of these accepted", accepted)
      for (const [number, many] of deviations) {
        met.add(number)
        count(number, many)
      }
      // Guards against generators that make only valid documents, or none. The bounds are many standard deviations below the usual share of
      // accepted ones (a fifth of responses, a third of requests, a half of health checks).
      expect(accepted).toBeGreaterThan(TEXTS[kind] / 10)
      expect(accepted).toBeLessThan((TEXTS[kind] * 2) / 3)
    },
  )

  test("every deviation of the table occurred in a text, and no other", () => {
    expect([...met].sort()).toEqual(Object.keys(WIRE_DEVIATIONS).sort())
  })

  const examples = Object.entries(WIRE_DEVIATIONS).flatMap(([number, { what, examples }]) =>
    examples.map(([kind, text]) => ({ number, what, kind, text })),
  )

  test.each(examples)("differs by $number only: $what", async ({ number, kind, text }) => {
    const [plain] = await server.read(kind, [text])
    expect(plain && fingerprint(plain)).not.toBe(fingerprint(ourOutcome(kind, text).outcome))
    const { deviations, differences } = await compareReading(server, kind, [text], number)
    expect(differences).toEqual([])
    expect([...deviations]).toEqual([[number, 1]])
  })
})
