import type { Controller } from "../daemon/controller.ts"
import type { KeptModel } from "../daemon/kept-model.ts"
import { MinijujuError } from "../model/errors.ts"

/** The model a command works on; without any, what to do about it, in Juju's words. */
export function modelInUse(controller: Controller, name: string | undefined): KeptModel {
  if (name !== undefined) return controller.get(name)
  throw new MinijujuError(
    "not-found",
    `no model in focus

Please use "minijuju models" to see models available to you.
You can set current model by running "minijuju switch"
or specify any other model on the command line using the "-m" option.
`,
  )
}
