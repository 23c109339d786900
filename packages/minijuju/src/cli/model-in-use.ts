import type { Controller } from "../daemon/controller.ts"
import type { PersistentModel } from "../daemon/persistent-model.ts"
import { MinijujuError } from "../model/errors.ts"

/**
 * Returns the model that a command works on. If there is none, throws an error in Juju's wording that says what
 * to do.
 */
export function modelInUse(controller: Controller, name: string | undefined): PersistentModel {
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
