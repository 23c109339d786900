import { bunOnPath } from "../suite/bun-on-path.ts"
import { Fixtures } from "./fixtures.ts"
import { BENCHMARKS } from "./list.ts"
import { help, list, type Options, parseOptions } from "./options.ts"
import { type Summary, summarize } from "./summary.ts"
import { textOf } from "./text.ts"

// `--list | head -1`; a running benchmark is ended as well (see below).
process.stdout.on("error", () => {})

bunOnPath()
process.exitCode = await main(process.argv.slice(2))

async function main(argv: readonly string[]): Promise<number> {
  const options = parseOptions(argv, BENCHMARKS)
  switch (options.kind) {
    case "help":
      console.log(help(BENCHMARKS))
      return 0
    case "list":
      console.log(list(BENCHMARKS))
      return 0
    case "wrong":
      console.error(`${options.message}\n\n${help(BENCHMARKS)}`)
      return 2
    case "run":
      return run(options)
  }
}

async function run({ benchmarks, json, quick }: Options & { kind: "run" }): Promise<number> {
  const interruption = new AbortController()
  const { signal } = interruption
  const interrupt = () => interruption.abort()
  // A repeated Ctrl-C does not interrupt the cleanup.
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt)
  process.stdout.on("error", interrupt)
  const summaries: Summary[] = []
  try {
    for (const [index, benchmark] of benchmarks.entries()) {
      const where = `[${index + 1}/${benchmarks.length}] ${benchmark.name}`
      await using fixtures = await Fixtures.open({
        quick,
        signal,
        progress: (text) => console.error(`${where}: ${text}`),
      })
      fixtures.progress(benchmark.about)
      const summary = summarize(benchmark, await benchmark.run(fixtures))
      summaries.push(summary)
      if (!json) console.log(`${textOf(summary)}\n`)
    }
  } catch (error) {
    console.error(signal.aborted ? "interrupted" : error)
    return signal.aborted ? 130 : 1
  }
  const skipped = summaries.reduce((sum, one) => sum + one.skipped.length, 0)
  if (json) console.log(JSON.stringify({ node: process.version, quick, benchmarks: summaries, skipped }))
  else console.log(`${summaries.length} benchmarks ran, ${skipped} measurements skipped`)
  return 0
}
