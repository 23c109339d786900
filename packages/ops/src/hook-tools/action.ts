import { argumentPieces } from "./argument-pieces.ts"
import { checkRecord, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/** The parameters of the running action, with the defaults of its schema filled in. */
export function actionGet(runner: HookToolRunner): Record<string, unknown> {
  return runJson(runner, "action-get", ["--format=json"], checkRecord)
}

/** Adds results. Dots in a key nest; Juju refuses keys like `stdout`. Sent to the operator when the action ends. */
export function actionSet(runner: HookToolRunner, flat: Readonly<Record<string, string>>): void {
  runner.run(
    "action-set",
    Object.entries(flat).map(([key, value]) => `${key}=${value}`),
  )
}

/** Tells the operator of progress, at once. */
export function actionLog(runner: HookToolRunner, message: string): void {
  for (const piece of argumentPieces(message)) runner.run("action-log", ["--", piece])
}

/** Marks the action failed; its process goes on. */
export function actionFail(runner: HookToolRunner, message: string): void {
  runner.run("action-fail", ["--", message])
}
