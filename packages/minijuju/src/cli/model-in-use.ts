import type { Controller } from "../controller/controller.ts"
import type { PersistentModel } from "../controller/persistent-model.ts"
import { MinijujuError } from "../state/errors.ts"
import { isOfSeries, type JujuSeries } from "../state/juju-version.ts"
import type { ModelState } from "../state/model-state.ts"
import type { CommandCall } from "./command.ts"

/**
 * Returns the model that a command works on. If there is none, throws an error in Juju's wording that says what
 * to do.
 * @param juju the Juju of `--juju`, which the model must emulate
 */
export function modelInUse(
  controller: Controller,
  name: string | undefined,
  juju: JujuSeries | undefined,
): PersistentModel {
  if (name !== undefined) return emulating(juju, controller.get(name))
  throw new MinijujuError(
    "not-found",
    `no model in focus

Please use "minijuju models" to see models available to you.
You can set current model by running "minijuju switch"
or specify any other model on the command line using the "-m" option.
`,
  )
}

function emulating(juju: JujuSeries | undefined, model: PersistentModel): PersistentModel {
  const { state } = model.engine
  if (juju === undefined || isOfSeries(state, juju)) return model
  throw new MinijujuError(
    "bad-argument",
    `model "${model.name}" emulates Juju ${state.jujuVersion}, not ${juju}: leave out --juju, or create a model with "minijuju --juju ${juju} add-model <name>"`,
  )
}

/** Returns the model of the call. The first model of a user is created. */
export async function modelToDeployInto(call: CommandCall) {
  const { controller, console, juju } = call
  if (call.modelName !== undefined) return call.model()
  // Another command may have created the first model while the archive was read.
  if (controller.current !== undefined) return call.model(controller.current)
  const first = controller.firstModel(juju)
  if (first === undefined) return call.model()
  const persistent = await first
  console.err(
    `Added '${persistent.name}' model on localhost/localhost with credential 'default' for user 'admin'\n`,
  )
  // Another command may have created it, for another Juju.
  return call.model(persistent.name)
}

/**
 * Says after the first deployment of a model where hooks run. Juju does not say it, so programs that read the output do not see it.
 * @param isFirst whether there was no application before
 */
export function noteSharedSystem({ console }: CommandCall, { machines }: ModelState, isFirst: boolean): void {
  const isShared = [...machines.values()].some(({ isolated }) => !isolated)
  if (console.isTerminal && isFirst && isShared)
    console.err(
      'NOTE hooks are processes of this system: what a charm installs stays in it. See "deploy --help" for --isolate\n',
    )
}
