import { parseArgs } from "node:util"
import { fuzz, TARGETS } from "../packages/loadbalancer/tests/fuzz-properties.ts"

const help = `fuzz: parses generated documents of the loadbalancer interface for a given time

Usage: npm run fuzz -- [--seconds N] [--seed N]

  --seconds N  duration (default: 60)
  --seed N     first seed; each round prints its own, so that it can be repeated
  --help       print this

Exit status: 0 nothing found, 1 a document violates a property (it is printed, minimised), 2 wrong usage.`

const DOCUMENTS_A_ROUND = 20_000

function run(seconds: number, first: number): number {
  const end = Date.now() + seconds * 1000
  let total = 0
  for (let seed = first; Date.now() < end; seed += 1) {
    for (const target of TARGETS) {
      try {
        total += fuzz(target, seed, (DOCUMENTS_A_ROUND * target.share) / 100)
      } catch (error) {
        console.error(
          `fuzz: SEED=${seed} ${target.name}\n${error instanceof Error ? error.message : String(error)}`,
        )
        return 1
      }
    }
    console.log(`fuzz: SEED=${seed} ${total} documents, nothing found`)
  }
  return 0
}

function main(): number {
  try {
    const { values } = parseArgs({
      options: {
        seconds: { type: "string" },
        seed: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    })
    if (values.help) {
      console.log(help)
      return 0
    }
    const seconds = Number(values.seconds ?? 60)
    const seed = Number(values.seed ?? Date.now() % 2 ** 31)
    if (!(seconds > 0) || !Number.isInteger(seed)) throw new TypeError("--seconds and --seed want numbers")
    return run(seconds, seed)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    console.error(`fuzz: ${error.message}; try --help`)
    return 2
  }
}

process.exitCode = main()
