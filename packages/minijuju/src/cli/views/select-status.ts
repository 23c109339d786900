import { BlockList, isIP } from "node:net"
import { unitStatus } from "../../operator/unit-status.ts"
import { jujuRules } from "../../state/juju-version.ts"
import type { MachineState, ModelState } from "../../state/model-state.ts"
import { openedRanges, portRangesOverlap } from "../../state/port-range.ts"
import { containerOf, type UnitState } from "../../state/unit.ts"

/**
 * Keeps what the patterns of `juju status` select: units by their own name, as `APP/leader`, or by that of their application or
 * machine, with their principals and subordinates, and the applications and machines of these (Juju's suite:
 * `tests/suites/model/status.sh`). In 3.6 also by what they are (`apiserver/facades/client/client/filtering.go`).
 */
export function selectStatus(state: ModelState, patterns: readonly string[]): ModelState {
  if (patterns.length === 0) return state
  const tests = patterns.map((pattern) => globTest(withoutLeader(state, pattern)))
  const isNamed = (name: string) => tests.some((matches) => matches(name))
  const isMeant = jujuRules(state).selectsByState ? byState(state, patterns) : NONE
  const machines = [...state.machines.values()].filter((one) => isNamed(one.id) || isMeant.machine(one))
  const selected = new Set(machines.map(({ id }) => id))
  const units = [...state.applications.values()].flatMap((application) => [...application.units.values()])
  const named = units.filter(
    (unit) =>
      isNamed(unit.name) ||
      isNamed(unit.application) ||
      selected.has(unit.machine) ||
      isMeant.application(unit.application) ||
      isMeant.unit(unit),
  )
  const containers = new Set(named.map(containerOf))
  const kept = units.filter((unit) => containers.has(containerOf(unit)))
  const names = new Set(kept.map((unit) => unit.application))
  const unitNames = new Set(kept.map((unit) => unit.name))
  for (const { machine } of kept) selected.add(machine)
  const applications = [...state.applications].flatMap(([name, application]) => {
    if (!isNamed(name) && !isMeant.application(name) && !names.has(name)) return []
    const shown = [...application.units].filter(([unit]) => unitNames.has(unit))
    return [[name, { ...application, units: new Map(shown) }] as const]
  })
  return {
    ...state,
    applications: new Map(applications),
    machines: new Map([...state.machines].filter(([id]) => selected.has(id))),
  }
}

interface Meant {
  application(name: string): boolean
  unit(unit: UnitState): boolean
  machine(machine: MachineState): boolean
}

const NONE: Meant = { application: () => false, unit: () => false, machine: () => false }

/** Statuses of agents and workloads, `exposed`, `not exposed`, ranges of ports, addresses and networks. */
function byState(state: ModelState, patterns: readonly string[]): Meant {
  const [first, second] = patterns
  const exposed = first === "exposed" ? true : first === "not" && second === "exposed" ? false : undefined
  const ports = patterns.filter((pattern) => /^\d+(?:-\d+)?\/\w+$/.test(pattern))
  const networks = networksOf(patterns)
  return {
    application: (name) =>
      exposed !== undefined && (state.applications.get(name)?.exposed.size ?? 0) > 0 === exposed,
    unit: (unit) =>
      patterns.includes(unit.agentStatus.current) ||
      patterns.includes(unitStatus(state, unit).current) ||
      openedRanges(unit.openPorts).some((range) => ports.some((port) => portRangesOverlap(range, port))),
    machine: ({ address }) => patterns.includes("started") || networks.check(address),
  }
}

function networksOf(patterns: readonly string[]): BlockList {
  const networks = new BlockList()
  for (const pattern of patterns) {
    const [, address = "", prefix = "32"] = /^([\d.]+)(?:\/(\d+))?$/.exec(pattern) ?? []
    if (isIP(address) === 4 && Number(prefix) <= 32) networks.addSubnet(address, Number(prefix))
  }
  return networks
}

/** The name of the unit that `APP/leader` means. */
function withoutLeader({ applications }: ModelState, pattern: string): string {
  const [, application = ""] = /^(.+)\/leader$/.exec(pattern) ?? []
  return applications.get(application)?.leader ?? pattern
}

/** `*` matches any characters except `/`, `?` one character. */
function globTest(pattern: string): (name: string) => boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]")
  const expression = new RegExp(`^${source}$`)
  return (name) => expression.test(name)
}
