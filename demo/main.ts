import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Model } from "minijuju"
import { JsonReporter } from "./json-reporter.ts"
import { HELP, parseOptions } from "./options.ts"
import type { Reporter } from "./reporter.ts"
import { Observations, StoryError, tellStory } from "./story.ts"
import { TextReporter } from "./text-reporter.ts"

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
  return run(reporter)
}

async function run(reporter: Reporter): Promise<number> {
  const started = performance.now()
  const dir = await mkdtemp(join(tmpdir(), "demo-"))
  const model = await Model.start({ name: "demo" })
  const interrupt = () => void model.stop()
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt)
  try {
    const observations = new Observations(model)
    model.listen((event) => reporter.event(event))
    await tellStory({ model, dir, reporter, observations })
    reporter.end({ ok: true, status: model.status(), durationMs: performance.now() - started })
    return 0
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const stack = error instanceof StoryError || !(error instanceof Error) ? undefined : error.stack
    reporter.end({
      ok: false,
      status: model.status(),
      durationMs: performance.now() - started,
      message: stack ?? message,
    })
    return 1
  } finally {
    await model.stop()
    await rm(dir, { recursive: true, force: true })
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt)
  }
}
