import type { HookToolRunner } from "../src/hook-tools.ts"
import { readJujuContext } from "../src/model/juju-context.ts"
import { Model } from "../src/model/model.ts"
import { hookEnvironment, spec } from "./run-hook.ts"

/** Creates the model of one hook, without a charm. */
export function openModel(
  juju: HookToolRunner,
  hook = "update-status",
  env: Record<string, string> = {},
  now: () => number = () => 0,
): Model {
  return new Model({ context: readJujuContext(hookEnvironment(hook, env)), spec, runner: juju, now })
}
