import { MAPPING, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/** The action's parameters, defaults filled in. */
export function actionGet(runner: HookToolRunner): Record<string, unknown> {
  return runJson(runner, MAPPING, "action-get", ["--format=json"])
}

/** Results by dotted keys; several calls add up. Sent when the action ends. */
export function actionSet(runner: HookToolRunner, results: Readonly<Record<string, string>>): void {
  runner.run(
    "action-set",
    Object.entries(results).map(([key, value]) => `${key}=${value}`),
  )
}

/** Shows a line to whoever waits for the action, at once. */
export function actionLog(runner: HookToolRunner, message: string): void {
  runner.run("action-log", ["--", message])
}

/** Marks the action failed; the process goes on, and what it writes is kept. */
export function actionFail(runner: HookToolRunner, message: string): void {
  runner.run("action-fail", ["--", message])
}
