import { parseHealthCheck } from "loadbalancer-interface/wire"
import { expect, test } from "vitest"
import { pythonMissing } from "./python-packages.ts"
import { ourOutcome } from "./wire-outcome.ts"
import { WireServer } from "./wire-server.ts"

const missing = await pythonMissing()
if (missing !== undefined)
  console.warn(`SKIPPED 1 suite (characters as Python reads and shows them): ${missing}`)

const ALL = Array.from({ length: 0x110000 }, (_, code) => code)
const among = (ranges: readonly (readonly [number, number])[]) =>
  new Set(ranges.flatMap(([first, last]) => ALL.slice(first, last + 1)))

test.skipIf(missing !== undefined)(
  "every character is a digit, a space or shown as it is for us exactly if it is for Python",
  async () => {
    await using server = await WireServer.start()
    const python = await server.call("characters")
    const assigned = among(python.assigned)
    const [digits, spaces] = [among(python.digits), among(python.spaces)]
    // The two may know different Unicode versions; what only one knows says nothing about us.
    const known = ALL.filter((code) => assigned.has(code) !== /\p{Cn}/u.test(String.fromCodePoint(code)))
    expect(known.length).toBeGreaterThan(1_000_000)

    const isPort = (port: string) => parseHealthCheck(JSON.stringify({ protocol: "tcp", port })).ok
    const wrong = known.filter((code) => {
      const character = String.fromCodePoint(code)
      return (
        isPort(character) !== digits.has(code) ||
        (!digits.has(code) && !/[-+]/.test(character) && isPort(`${character}1`) !== spaces.has(code))
      )
    })
    expect(wrong).toEqual([])

    const texts = Array.from({ length: Math.ceil(known.length / CHUNK) }, (_, chunk) => {
      const codes = known.slice(chunk * CHUNK, (chunk + 1) * CHUNK)
      return JSON.stringify({
        port: 1,
        protocol: [codes.map((code) => String.fromCodePoint(code)).join("-")],
      })
    })
    const shown = await server.read("healthcheck", texts)
    expect(texts.map((text) => ourOutcome("healthcheck", text).outcome)).toEqual(shown)
  },
  60_000,
)

const CHUNK = 4096
