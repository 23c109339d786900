import type { Charm } from "../state/charm.ts"
import { MinijujuError } from "../state/errors.ts"
import type { ModelState } from "../state/model-state.ts"
import { refuseUnmetDemands } from "./charm-demands.ts"

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]*[a-z][a-z0-9]*)*$/

/** Checks that a charm can be deployed under a name, and returns the name. */
export function deployable(
  state: ModelState,
  charm: Charm,
  options: { name?: string; units?: number },
): string {
  const name = options.name ?? charm.spec.metadata.name
  if (!NAME.test(name))
    throw new MinijujuError(
      "bad-argument",
      `invalid application name "${name}": use lower-case letters, digits and single dashes, beginning with a letter`,
    )
  if (state.applications.has(name)) {
    throw new MinijujuError("already-exists", `cannot add application "${name}": application already exists`)
  }
  const units = options.units ?? 1
  if (!Number.isInteger(units) || units < 0)
    throw new MinijujuError("bad-argument", `cannot deploy ${units} units`)
  if (charm.spec.metadata.subordinate) {
    throw new MinijujuError(
      "not-emulated",
      `charm "${charm.spec.metadata.name}" is a subordinate: minijuju does not emulate them (see KNOWN-GAPS.md)`,
    )
  }
  refuseUnmetDemands(state, charm)
  return name
}
