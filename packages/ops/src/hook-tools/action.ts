import { argumentPieces } from "./argument-pieces.ts"
import { checkRecord, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/** Returns the parameters of the running action, with the schema's defaults. */
export function actionGet(runner: HookToolRunner): Record<string, unknown> {
  return runJson(runner, "action-get", ["--format=json"], checkRecord)
}

/** Adds results. Dots in a key nest; Juju refuses some keys, such as `stdout`. The operator gets them when the action ends. */
export function actionSet(runner: HookToolRunner, flat: Readonly<Record<string, string>>): void {
  runner.run(
    "action-set",
    Object.entries(flat).map(([key, value]) => `${key}=${value}`),
  )
}

/** Shows a progress message to the operator at once. */
export function actionLog(runner: HookToolRunner, message: string): void {
  for (const piece of argumentPieces(message)) runner.run("action-log", ["--", piece])
}

/** Marks the action as failed; its process continues. */
export function actionFail(runner: HookToolRunner, message: string): void {
  runner.run("action-fail", ["--", message])
}
