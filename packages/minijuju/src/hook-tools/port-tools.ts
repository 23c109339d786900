import type { HookContext } from "../context/hook-context.ts"
import { openPortsAfter } from "../context/pending-writes.ts"
import { unitsOn } from "../operator/machines.ts"
import {
  comparePortRanges,
  openedRange,
  openedRanges,
  portRangesOverlap,
  splitOpened,
} from "../state/port-range.ts"
import type { HookTool, ToolCall } from "./tool.ts"
import { runError, usageError } from "./tool-error.ts"

const ENDPOINTS_FLAG = {
  names: ["endpoints"],
  takes: "value",
  help: "Comma-delimited list of endpoints",
} as const

const FORMAT_FLAG = { names: ["format"], takes: "value", help: "deprecated format flag" } as const

/** Normalizes `80`, `80/tcp`, `8000-8080/udp` or `icmp` (charmhelpers: `ICMP`) to the form that opened-ports prints. */
function parsePortRange(text: string | undefined): string {
  if (text === undefined) throw usageError("no port or range specified")
  const lower = text.toLowerCase()
  if (lower === "icmp") return "icmp"
  const [range = "", protocol = "tcp"] = lower.split("/")
  if (protocol !== "tcp" && protocol !== "udp") {
    throw usageError(`invalid protocol ${JSON.stringify(protocol)}, expected "tcp", "udp", or "icmp"`)
  }
  const [first = "", last = first] = range.split(/-(.*)/s)
  const [from, to] = [portNumber(first), portNumber(last)]
  if (from > to) throw usageError(`invalid port range ${from}-${to}/${protocol}`)
  if (from > 65535 || to > 65535)
    throw usageError(`port range bounds must be between 0 and 65535, got ${from}-${to}`)
  return from === to ? `${from}/${protocol}` : `${from}-${to}/${protocol}`
}

function portNumber(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text)
  const quoted = JSON.stringify(text)
  throw usageError(`invalid port ${quoted}: strconv.Atoi: parsing ${quoted}: invalid syntax`)
}

/**
 * Refuses a range that overlaps another one, which Juju does at once: it opens and closes whole ranges only. The
 * same range may be opened for several endpoints (Juju: `uniter/runner/context/ports.go`).
 */
function refuseOverlap(
  context: HookContext,
  verb: "open" | "close",
  range: string,
  requested: ReadonlySet<string>,
): void {
  const { name, openPorts } = context.unit
  // A charm may open thousands of ports one by one: only ranges are parsed.
  const isPort = !range.includes("-")
  const overlapping = (opened: ReadonlySet<string>) => {
    for (const each of opened) {
      if (isPort && !each.includes("-")) continue
      const other = splitOpened(each).range
      if (other !== range && portRangesOverlap(other, range)) return other
    }
    return undefined
  }
  const earlier = overlapping(requested)
  const conflict = earlier ?? overlapping(openPorts)
  if (conflict === undefined) {
    if (verb === "open") refuseTaken(context, range)
    return
  }
  const when = earlier === undefined ? "" : " requested earlier"
  throw runError(
    `cannot ${verb} ${range} (unit "${name}"): port range conflicts with ${conflict} (unit "${name}")${when}`,
  )
}

/** Refuses a range with a port that another unit on the machine has opened. */
function refuseTaken({ state, unit }: HookContext, range: string): void {
  for (const other of unitsOn(state, unit.machine)) {
    if (other.name === unit.name) continue
    const taken = openedRanges(other.openPorts).find((each) => portRangesOverlap(each, range))
    if (taken === undefined) continue
    throw runError(
      `cannot open ${range} (unit "${unit.name}"): port range conflicts with ${taken} (unit "${other.name}")`,
    )
  }
}

/** Records a request of open-port or close-port; it replaces the opposite request of the same hook. */
function request(call: ToolCall, verb: "open" | "close"): undefined {
  const range = parsePortRange(call.args[0])
  const { writes } = call.context
  const [wanted, opposite] =
    verb === "open" ? [writes.openPorts, writes.closePorts] : [writes.closePorts, writes.openPorts]
  // Juju prints this note without a line's end.
  if (call.flags.text("format") !== undefined)
    call.note(`--format flag deprecated for command "${verb}-port"`)
  const endpoints = call.flags.text("endpoints")?.split(",") ?? [""]
  for (const endpoint of endpoints) {
    const opened = openedRange(range, endpoint.trim())
    opposite.delete(opened)
    refuseOverlap(call.context, verb, range, wanted)
    wanted.add(opened)
  }
  return undefined
}

export const openPort: HookTool = {
  name: "open-port",
  usage: "<port>[/<protocol>] or <from>-<to>[/<protocol>] or icmp",
  purpose: "Register a request to open a port or port range",
  flags: [ENDPOINTS_FLAG, FORMAT_FLAG],
  maxArgs: 1,
  run: (call) => request(call, "open"),
}

export const closePort: HookTool = {
  name: "close-port",
  usage: "<port>[/<protocol>] or <from>-<to>[/<protocol>] or icmp",
  purpose: "Register a request to close a port or port range",
  flags: [ENDPOINTS_FLAG, FORMAT_FLAG],
  maxArgs: 1,
  run: (call) => request(call, "close"),
}

export const openedPorts: HookTool = {
  name: "opened-ports",
  usage: "[options]",
  purpose: "List all port or port ranges opened by the unit",
  format: "smart",
  maxArgs: 0,
  flags: [
    { names: ["endpoints"], takes: "bool", help: "Display the list of target endpoints for each port range" },
  ],
  run({ context, flags }) {
    const byRange = new Map<string, string[]>()
    for (const opened of openPortsAfter(context.unit.openPorts, context.writes)) {
      const { range, endpoint } = splitOpened(opened)
      byRange.set(range, [...(byRange.get(range) ?? []), endpoint === "" ? "*" : endpoint])
    }
    const ranges = [...byRange].sort(([a], [b]) => comparePortRanges(a, b))
    const shown = ([range, endpoints]: [string, string[]]) => `${range} (${endpoints.sort().join(", ")})`
    return { value: ranges.map((each) => (flags.bool("endpoints") ? shown(each) : each[0])) }
  },
}
