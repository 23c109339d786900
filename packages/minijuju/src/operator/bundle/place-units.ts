import type { Bundle } from "../../charm/bundle/bundle.ts"
import { MinijujuError } from "../../state/errors.ts"
import type { ModelState } from "../../state/model-state.ts"
import { byUnitName } from "../../state/unit.ts"

/** A unit that a bundle adds, and its machine: the number that a new one is expected to get. */
export interface PlacedUnit {
  readonly application: string
  readonly unit: string
  readonly machine: string
  readonly isNew: boolean
}

/**
 * Places the units that a bundle adds. As in Juju, the last directive of an application counts for all further units; a machine of
 * the bundle is the one that has the units placed on it. Containers are the machine itself.
 * @param names the applications, in the order in which their units are added
 * @throws MinijujuError if applications are placed on each other in a circle
 */
export function placeUnits(
  state: ModelState,
  { applications }: Bundle,
  names: readonly string[],
): PlacedUnit[] {
  let next = state.nextMachine
  const machines = new Map<string, string>()
  const placed = new Map<string, PlacedUnit[]>()
  const started = new Set<string>()
  const existing = (name: string) =>
    [...(state.applications.get(name)?.units.values() ?? [])].sort(byUnitName)
  const directive = (name: string, index: number) => {
    const { to = [] } = applications.get(name) ?? {}
    return (to[index] ?? to.at(-1) ?? "new").split(":").at(-1) ?? "new"
  }
  for (const name of names)
    for (const [i, unit] of existing(name).entries())
      if (/^\d+$/.test(directive(name, i))) machines.set(directive(name, i), unit.machine)

  const unitsOf = (name: string): { readonly machine: string }[] => [...existing(name), ...place(name)]

  const place = (name: string): PlacedUnit[] => {
    const done = placed.get(name)
    if (done !== undefined) return done
    if (started.has(name))
      throw new MinijujuError(
        "bad-argument",
        `cycle in the placement directives of application ${JSON.stringify(name)}`,
      )
    started.add(name)
    const before = existing(name).length
    const first = state.applications.get(name)?.nextUnit ?? 0
    const missing = Math.max((applications.get(name)?.units ?? 0) - before, 0)
    const units: PlacedUnit[] = []
    for (let i = 0; i < missing; i++) {
      const to = directive(name, before + i)
      const [other = "", number] = to.split("/")
      const known = /^\d+$/.test(to)
        ? machines.get(to)
        : to === "new"
          ? undefined
          : unitsOf(other)[Number(number ?? before + i)]?.machine
      const machine = known ?? String(next++)
      if (/^\d+$/.test(to)) machines.set(to, machine)
      units.push({ application: name, unit: `${name}/${first + i}`, machine, isNew: known === undefined })
    }
    placed.set(name, units)
    return units
  }
  // A unit on another's machine comes after it.
  for (const name of names) place(name)
  return [...placed.values()].flat()
}
