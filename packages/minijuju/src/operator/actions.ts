import { MinijujuError } from "../model/errors.ts"
import type { ApplicationState } from "../state/application.ts"

/**
 * Validates an action's parameters against the charm's schema and adds the defaults, as the controller does
 * before it queues the action.
 */
export async function checkAction(
  application: ApplicationState,
  name: string,
  params: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const { actions } = application.charm.spec
  const spec = Object.hasOwn(actions, name) ? actions[name] : undefined
  if (spec === undefined) {
    const known = Object.keys(actions).join(", ") || "none"
    throw new MinijujuError(
      "not-found",
      `action "${name}" not defined on application "${application.name}" (actions: ${known})`,
    )
  }
  const { Ajv } = await import("ajv")
  const ajv = new Ajv({ useDefaults: true, strict: false, allErrors: true })
  const filled: Record<string, unknown> = structuredClone({ ...params })
  const validate = ajv.compile({
    type: "object",
    properties: spec.params,
    required: [...spec.required],
    additionalProperties: spec.additionalProperties,
  })
  if (!validate(filled)) {
    throw new MinijujuError(
      "bad-argument",
      `validation failed for action "${name}": ${ajv.errorsText(validate.errors, { dataVar: "params" })}`,
    )
  }
  return filled
}
