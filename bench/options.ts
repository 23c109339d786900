import { parseArgs } from "node:util"
import type { Benchmark } from "./benchmark.ts"

export type Options =
  | {
      readonly kind: "run"
      readonly benchmarks: readonly Benchmark[]
      readonly json: boolean
      readonly quick: boolean
    }
  | { readonly kind: "help" | "list" }
  | { readonly kind: "wrong"; readonly message: string }

export function list(benchmarks: readonly Benchmark[]): string {
  const width = Math.max(...benchmarks.map(({ name }) => name.length))
  return benchmarks.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`).join("\n")
}

export function help(benchmarks: readonly Benchmark[]): string {
  return `Usage: npm run bench [-- [NAME…] [OPTIONS]]

Measures this repository's charms and its Juju on this machine. Runs all benchmarks unless names are given:

${list(benchmarks)}

Options:
  --list    list the benchmarks
  --quick   few samples and small models: tests the benchmarks, without meaningful times
  --json    one JSON object on standard output: every sample, medians, quartiles, ratios
  --help    this text

How to read it: the rows of a group are measured in turns in one run, so that other load of the machine
affects all of them alike. "median" is the middle sample, "quartiles" hold the middle half of them, "ratio" divides the
median by that of the group's first row. Times of two runs, or of two machines, are not comparable; ratios
roughly are. Counts have no samples: they depend on no clock. Progress goes to standard error. Nothing is left behind, also after Ctrl-C.

Exit codes: 0 measured (what had to be skipped is counted), 1 a benchmark failed, 2 wrong use, 130 interrupted.`
}

export function parseOptions(argv: readonly string[], all: readonly Benchmark[]): Options {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        list: { type: "boolean", default: false },
        quick: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    })
    if (values.help) return { kind: "help" }
    if (values.list) return { kind: "list" }
    const named = positionals.map((name) => find(name, all))
    return {
      kind: "run",
      benchmarks: named.length === 0 ? all : named,
      json: values.json,
      quick: values.quick,
    }
  } catch (error) {
    return { kind: "wrong", message: error instanceof Error ? error.message : String(error) }
  }
}

function find(name: string, all: readonly Benchmark[]): Benchmark {
  const found = all.find((benchmark) => benchmark.name === name)
  if (found !== undefined) return found
  throw new Error(`there is no benchmark "${name}"; there are: ${all.map((one) => one.name).join(", ")}`)
}
