import { type CloudSpec, credentialGet } from "../hook-tools.ts"
import type { Model } from "./model.ts"
import { unlessRefused } from "./refused.ts"

/**
 * Returns the cloud of the model, with the credential of the model's owner. Read on every call, and never kept.
 * @throws ModelError if the application is not trusted
 * @example const { type, region, credential } = cloudSpec(this.model)
 */
export function cloudSpec(model: Model): CloudSpec {
  return unlessRefused(
    () => credentialGet(model.hook.runner),
    `Juju does not show the cloud's credential to this application; the operator has to allow it: juju trust ${model.app.name}`,
  )
}
