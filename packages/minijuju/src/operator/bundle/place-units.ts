import type { Bundle } from "../../charm/bundle/bundle.ts"
import { MinijujuError } from "../../state/errors.ts"
import type { ModelState } from "../../state/model-state.ts"
import { byUnitName } from "../../state/unit.ts"

/** A machine that a bundle adds, with the number that it is expected to get. */
export interface PlacedMachine {
  readonly kind: "machine"
  readonly machine: string
  /** Its number in the bundle. */
  readonly named: string | undefined
}

/** A unit that a bundle adds. */
export interface PlacedUnit {
  readonly kind: "unit"
  readonly application: string
  readonly unit: string
  readonly machine: string
  /** Whether the machine is added with the unit. */
  readonly isNew: boolean
  /** The unit or application next to which it is placed. */
  readonly nextTo: string | undefined
  /** The added unit next to which it is placed. */
  readonly after: string | undefined
}

interface Place {
  readonly machine: string
  /** The unit there, if it is added, too. */
  readonly after: string | undefined
}

interface Placements {
  /** Machines of the bundle. */
  readonly machines: readonly PlacedMachine[]
  /** In the order of Juju's topological sort: all else comes after what it needs. */
  readonly units: readonly (PlacedMachine | PlacedUnit)[]
}

/**
 * Places the units that a bundle adds, as Juju's `core/bundle/changes/handlers.go` does. Containers are the machine itself.
 * @param names the applications, in the order in which their units are added
 * @throws MinijujuError if applications are placed on each other in a circle
 */
export function placeUnits(state: ModelState, bundle: Bundle, names: readonly string[]): Placements {
  let next = state.nextMachine
  const existing = (name: string) =>
    [...(state.applications.get(name)?.units.values() ?? [])].sort(byUnitName)
  const directives = (name: string) => (bundle.applications.get(name)?.to ?? []).map(placement)
  // A machine of the bundle is the one that has the units placed on it.
  const known = new Map<string, string>()
  for (const name of names)
    for (const [i, to] of directives(name).entries()) {
      const unit = existing(name)[i]
      if (unit !== undefined && /^\d+$/.test(to)) known.set(to, unit.machine)
    }
  const machines: PlacedMachine[] = []
  for (const named of [...bundle.machines.keys()].sort((a, b) => Number(a) - Number(b))) {
    if (known.has(named)) continue
    known.set(named, String(next))
    machines.push({ kind: "machine", machine: String(next++), named })
  }

  const placed = new Map<string, PlacedUnit[]>()
  /** Places next to units of another application, where this one has no unit yet. */
  const free = new Map<string, Place[]>()
  const added: PlacedMachine[] = []
  const machinesOf = (name: string) => new Set(existing(name).map(({ machine }) => machine))
  const placesOf = (name: string): Place[] => [
    ...existing(name).map(({ machine }) => ({ machine, after: undefined })),
    ...(placed.get(name) ?? []).map(({ machine, unit }) => ({ machine, after: unit })),
  ]

  /** The directives that no existing unit fulfils. */
  const open = (name: string) => {
    const own = machinesOf(name)
    return directives(name).filter((to) => {
      const [other = "", number] = to.split("/")
      const machine = /^\d+$/.test(to) ? known.get(to) : number && existing(other)[Number(number)]?.machine
      return !machine || !own.has(machine)
    })
  }
  const nextTo = (name: string, other: string, number: string | undefined): Place | undefined => {
    if (number !== undefined) return placesOf(other)[Number(number)]
    const key = `${name}/${other}`
    const own = machinesOf(name)
    const places =
      free.get(key) ??
      placesOf(other).filter(({ machine, after }) => after !== undefined || !own.has(machine))
    free.set(key, places)
    return places.shift()
  }
  const placeOne = (
    name: string,
    to: string | undefined,
  ): Omit<PlacedUnit, "kind" | "application" | "unit"> => {
    const plain = { isNew: false, nextTo: undefined, after: undefined }
    if (to !== undefined && /^\d+$/.test(to)) return { ...plain, machine: known.get(to) ?? "" }
    const [other = "", number] = to?.split("/") ?? []
    const place = to === undefined || to === "new" ? undefined : nextTo(name, other, number)
    if (place !== undefined) return { ...plain, ...place, nextTo: to }
    if (to !== "new" && number === undefined) return { ...plain, machine: String(next++), isNew: true }
    added.push({ kind: "machine", machine: String(next), named: undefined })
    return { ...plain, machine: String(next++) }
  }
  const place = (name: string) => {
    const wanted = open(name)
    const last = directives(name).at(-1)
    // One machine, or a place next to one unit, makes no sense for further units.
    const others = last !== undefined && /^[a-z][a-z0-9-]*$/.test(last) ? last : undefined
    const first = state.applications.get(name)?.nextUnit ?? 0
    const missing = Math.max((bundle.applications.get(name)?.units ?? 0) - existing(name).length, 0)
    placed.set(name, [])
    for (let i = 0; i < missing; i++)
      placed.get(name)?.push({
        kind: "unit",
        application: name,
        unit: `${name}/${first + i}`,
        ...placeOne(name, wanted[i] ?? others),
      })
  }

  for (let todo = names; todo.length > 0; ) {
    const before = todo.length
    todo = todo.filter((name) => {
      const others = directives(name).filter((to) => !isMachine(to))
      if (!others.every((to) => placed.has(to.split("/")[0] ?? ""))) return true
      place(name)
      return false
    })
    if (todo.length === before)
      throw new MinijujuError(
        "bad-argument",
        `cycle in placement directives for: ${[...todo].sort().join(", ")}`,
      )
  }
  return { machines, units: inOrder([...names.flatMap((name) => placed.get(name) ?? []), ...added]) }
}

/** A stable topological sort, as Juju's: what needs something that comes later is deferred to the next pass. */
function inOrder(changes: readonly (PlacedMachine | PlacedUnit)[]): (PlacedMachine | PlacedUnit)[] {
  const key = (change: PlacedMachine | PlacedUnit) => (change.kind === "unit" ? change.unit : change.machine)
  const open = new Set(changes.map(key))
  const needs = (change: PlacedMachine | PlacedUnit) => {
    if (change.kind === "machine") return []
    const { application, unit, machine, after } = change
    const before = `${application}/${Number(unit.split("/")[1]) - 1}`
    return [before, machine, ...(after === undefined ? [] : [after])]
  }
  const done: (PlacedMachine | PlacedUnit)[] = []
  for (let todo = changes; todo.length > 0; )
    todo = todo.filter((change) => {
      if (needs(change).some((needed) => open.has(needed))) return true
      open.delete(key(change))
      done.push(change)
      return false
    })
  return done
}

const isMachine = (to: string) => to === "new" || /^\d+$/.test(to)

/** `lxd:3` is the machine itself. */
const placement = (to: string) => to.split(":").at(-1) ?? to
