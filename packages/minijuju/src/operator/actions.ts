import type { ActionSpec } from "@charmkit/ops/metadata"
import type { ErrorObject } from "ajv"
import type { ApplicationState } from "../state/application.ts"
import { MinijujuError } from "../state/errors.ts"
import { jujuRules } from "../state/juju-version.ts"
import type { ModelState } from "../state/model-state.ts"

/**
 * Returns an action of the charm.
 * @throws MinijujuError `not-found`
 */
export function actionOf({ charm, name }: ApplicationState, action: string): ActionSpec {
  const { actions } = charm.spec
  const spec = Object.hasOwn(actions, action) ? actions[action] : undefined
  if (spec !== undefined) return spec
  const known = Object.keys(actions).join(", ") || "none"
  throw new MinijujuError(
    "not-found",
    `action "${action}" not defined on application "${name}" (actions: ${known})`,
  )
}

/** Whether an action takes parameters that it does not declare. */
export function takesAnyParameter(state: Pick<ModelState, "jujuVersion">, spec: ActionSpec): boolean {
  return spec.additionalProperties ?? jujuRules(state).additionalParameters
}

/**
 * Validates an action's parameters against the charm's schema and adds the defaults.
 * @throws MinijujuError `bad-argument` with the first fault, in the words of Juju's validator
 */
export async function checkAction(
  state: Pick<ModelState, "jujuVersion">,
  application: ApplicationState,
  name: string,
  params: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const spec = actionOf(application, name)
  const { Ajv } = await import("ajv")
  const ajv = new Ajv({ useDefaults: true, strict: false, allErrors: true, verbose: true })
  const filled: Record<string, unknown> = structuredClone({ ...params })
  const validate = ajv.compile({
    type: "object",
    properties: spec.params,
    required: [...spec.required],
    additionalProperties: takesAnyParameter(state, spec),
  })
  if (!validate(filled)) {
    const faults = (validate.errors ?? []).map((fault) => faultText(fault, params))
    throw new MinijujuError("bad-argument", `validation failed: ${faults.join("; ")}`)
  }
  return filled
}

/** A fault in the words of the validator that Juju uses: `(root).n : must be of type integer, given "x"`. */
function faultText(fault: ErrorObject, params: Readonly<Record<string, unknown>>): string {
  const place = `(root)${fault.instancePath.replaceAll("/", ".")}`
  const details: Readonly<Record<string, unknown>> = fault.params
  const given = JSON.stringify(sortedKeys(fault.instancePath === "" ? params : fault.data))
  const what = {
    required: `"${details.missingProperty}" property is missing and required`,
    additionalProperties: `additional property "${details.additionalProperty}" is not allowed`,
    type: `must be of type ${details.type}`,
  }
  const known = Object.entries(what).find(([keyword]) => keyword === fault.keyword)?.[1]
  return `${place} : ${known ?? fault.message}, given ${given}`
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys)
  if (typeof value !== "object" || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, item]) => [key, sortedKeys(item)]))
}
