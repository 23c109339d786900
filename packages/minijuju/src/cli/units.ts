import { MinijujuError } from "../state/errors.ts"
import { getApplication, type ModelState } from "../state/model-state.ts"

/** Resolves `app/0`, or `app/leader` for the current leader, to a unit's name. */
export function unitName(state: ModelState, text: string): string {
  const match = /^([a-z][a-z0-9-]*)\/(\d+|leader)$/.exec(text)
  if (match === null) throw new MinijujuError("bad-argument", `invalid unit name "${text}"`)
  if (match[2] !== "leader") return text
  const { leader, name } = getApplication(state, match[1] ?? "")
  if (leader === undefined) throw new MinijujuError("not-found", `could not determine leader for "${name}"`)
  return leader
}

export function isUnitName(text: string): boolean {
  return /^[a-z][a-z0-9-]*\/(?:\d+|leader)$/.test(text)
}
