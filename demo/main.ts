import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { PackError } from "@charmkit/pack"
import { MinijujuError, Model } from "minijuju"
import { JsonReporter } from "./json-reporter.ts"
import { HELP, type Options, parseOptions } from "./options.ts"
import type { Reporter } from "./reporter.ts"
import { Observations, packExamples, runScenario, ScenarioError } from "./scenario.ts"
import { TextReporter } from "./text-reporter.ts"
import { runTraffic } from "./traffic.ts"

type RunOptions = Extract<Options, { kind: "run" }>

process.exitCode = await main(process.argv.slice(2))

async function main(argv: readonly string[]): Promise<number> {
  const options = parseOptions(argv)
  if (options.kind === "help") {
    console.log(HELP)
    return 0
  }
  if (options.kind === "wrong") {
    console.error(`${options.message}\n\n${HELP}`)
    return 2
  }
  const reporter: Reporter = options.json ? new JsonReporter() : new TextReporter(process.stdout)
  return run(reporter, options)
}

async function run(reporter: Reporter, { styles, traffic }: RunOptions): Promise<number> {
  const started = performance.now()
  const interruption = new AbortController()
  const interrupt = () => interruption.abort()
  // A repeated Ctrl-C does not interrupt the cleanup.
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt)
  // The reader has closed the pipe, as `head` does.
  process.stdout.on("error", interrupt)
  const dir = await mkdtemp(join(tmpdir(), "demo-"))
  let model: Model | undefined
  let stopListening = () => {}
  const end = (ok: boolean, message?: string) => {
    // Hooks may still be ending.
    stopListening()
    reporter.end({
      ok,
      status: model?.status(),
      durationMs: performance.now() - started,
      ...(message === undefined ? {} : { message }),
    })
  }
  try {
    model = await Model.start({ name: "demo" })
    const { signal } = interruption
    signal.addEventListener("abort", () => void model?.stop())
    const observations = new Observations(model)
    stopListening = model.listen((event) => reporter.event(event))
    await runScenario({ model, reporter, observations }, await packExamples(reporter, styles, dir))
    if (traffic !== undefined) await runTraffic(model, reporter, { dir, ...traffic })
    end(true)
    return 0
  } catch (error) {
    if (interruption.signal.aborted) {
      end(false, "interrupted")
      return 130
    }
    end(false, describe(error))
    return 1
  } finally {
    await model?.stop()
    // The signal handlers stay installed, so that a late signal does not change the exit code.
    await rm(dir, { recursive: true, force: true })
  }
}

/** Expected errors are shown without a stack; anything else is a bug. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const expected =
    error instanceof ScenarioError || error instanceof MinijujuError || error instanceof PackError
  return expected ? error.message : (error.stack ?? error.message)
}
