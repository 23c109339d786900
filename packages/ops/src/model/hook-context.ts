import type { JujuContext } from "./juju-context.ts"
import type { Model } from "./model.ts"

/**
 * Returns what Juju passed to this hook in its environment: the machine, the availability zone, the principal unit, …
 * @example const { machineId, availabilityZone } = jujuContext(this.model)
 */
export function jujuContext(model: Model): JujuContext {
  return model.hook.context
}

/** Returns the absolute path of the folder that contains the charm's files, such as templates. Do not write to it: an upgrade replaces it. */
export function charmDir(model: Model): string {
  // Juju runs a hook in the charm's folder.
  return model.hook.context.charmDir ?? process.cwd()
}
