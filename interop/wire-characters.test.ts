import { parseRequest } from "loadbalancer-interface/wire"
import { expect, test } from "vitest"
import { dose } from "../suite/doses.ts"
import { pythonMissing } from "./python-packages.ts"
import { ourOutcome } from "./wire-outcome.ts"
import { WireServer } from "./wire-server.ts"

const missing = await pythonMissing()
if (missing !== undefined)
  console.warn(`SKIPPED 1 suite (characters as Python reads and shows them): ${missing}`)

const PERCENT = dose("characters")
const ALL = Array.from({ length: 0x110000 }, (_, code) => code)
const among = (ranges: readonly (readonly [number, number])[]) =>
  new Set(ranges.flatMap(([first, last]) => ALL.slice(first, last + 1)))

test.skipIf(missing !== undefined)(
  "both libraries agree for every character whether it is a digit, a space or printable",
  async () => {
    await using server = await WireServer.start()
    const python = await server.call("characters")
    const assigned = among(python.assigned)
    const [digits, spaces] = [among(python.digits), among(python.spaces)]
    // The two runtimes may have different Unicode versions; characters that only one of them knows are not compared.
    const known = ALL.filter((code) => assigned.has(code) !== /\p{Cn}/u.test(String.fromCodePoint(code)))
    expect(known.length).toBeGreaterThan(1_000_000)

    // Digits and spaces of either runtime are all compared, the others by sample.
    const isRare = (code: number) =>
      digits.has(code) || spaces.has(code) || /[\p{Nd}\s]/u.test(String.fromCodePoint(code))
    const compared = known.filter((code) => code % 100 < PERCENT || isRare(code))
    const wrong: number[] = []
    const texts: string[] = []
    for (let start = 0; start < compared.length; start += CHUNK) {
      const codes = compared.slice(start, start + CHUNK)
      const characters = codes.map((code) => String.fromCodePoint(code))
      texts.push(JSON.stringify({ port: 1, protocol: [characters.join("-")] }))
      if (!codes.some((code) => assigned.has(code))) continue
      const alone = areIntegers(characters)
      const before = areIntegers(characters.map((character) => `${character}1`))
      for (const [index, code] of codes.entries()) {
        const isSpace = !alone[index] && before[index] && !SIGNS.has(code)
        if (alone[index] !== digits.has(code) || isSpace !== spaces.has(code)) wrong.push(code)
      }
    }
    expect(wrong).toEqual([])
    const shown = await server.read("healthcheck", texts)
    expect(texts.map((text) => ourOutcome("healthcheck", text).outcome)).toEqual(shown)
  },
)

// The parser stops after 1000 errors.
const CHUNK = 900
const SIGNS = new Set([..."+-"].map((sign) => sign.charCodeAt(0)))

/** Puts many texts into one document as keys; those that are not integers are errors. */
function areIntegers(texts: readonly string[]): boolean[] {
  const ports = Object.fromEntries(texts.map((text) => [text, 1]))
  const read = parseRequest(JSON.stringify({ port_mapping: ports }))
  const refused = new Set(read.ok ? [] : read.issues.map(({ path }) => path[1]))
  return texts.map((text) => !refused.has(text))
}
