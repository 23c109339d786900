import { openPortsAfter } from "../context/pending-writes.ts"
import { comparePortRanges, portRangesOverlap } from "../state/port-range.ts"
import type { UnitState } from "../state/unit.ts"
import type { HookTool } from "./tool.ts"
import { runError, usageError } from "./tool-error.ts"

const ENDPOINTS_FLAG = {
  names: ["endpoints"],
  takes: "value",
  help: "Comma-delimited list of endpoints",
} as const

/** Normalizes `80`, `80/tcp`, `8000-8080/udp` or `icmp` to the form that opened-ports prints. */
function parsePortRange(text: string | undefined): string {
  if (text === undefined) throw usageError("no port or range specified")
  if (text === "icmp") return "icmp"
  const [range = "", protocol = "tcp"] = text.toLowerCase().split("/")
  if (protocol !== "tcp" && protocol !== "udp") {
    throw usageError(`invalid protocol ${JSON.stringify(protocol)}, expected "tcp", "udp", or "icmp"`)
  }
  const match = /^(\d+)(?:-(\d+))?$/.exec(range)
  if (match === null) throw usageError(`invalid port or port range ${JSON.stringify(text)}`)
  const from = Number(match[1])
  const to = match[2] === undefined ? from : Number(match[2])
  if (from > to) throw usageError(`invalid port range ${from}-${to}/${protocol}`)
  if (from > 65535 || to > 65535)
    throw usageError(`port range bounds must be between 0 and 65535, got ${from}-${to}`)
  return from === to ? `${from}/${protocol}` : `${from}-${to}/${protocol}`
}

/**
 * Refuses a range that overlaps another one, which Juju does at once: it opens and closes whole ranges only
 * (Juju: `uniter/runner/context/ports.go`).
 */
function refuseOverlap(
  { name, openPorts }: UnitState,
  verb: "open" | "close",
  range: string,
  requested: ReadonlySet<string>,
): void {
  const overlapping = (ranges: ReadonlySet<string>) =>
    [...ranges].find((other) => other !== range && portRangesOverlap(other, range))
  const earlier = overlapping(requested)
  const conflict = earlier ?? overlapping(openPorts)
  if (conflict === undefined) return
  const when = earlier === undefined ? "" : " requested earlier"
  throw runError(
    `cannot ${verb} ${range} (unit "${name}"): port range conflicts with ${conflict} (unit "${name}")${when}`,
  )
}

export const openPort: HookTool = {
  name: "open-port",
  usage: "<port>[/<protocol>] or <from>-<to>[/<protocol>] or icmp",
  purpose: "Register a request to open a port or port range",
  flags: [ENDPOINTS_FLAG],
  maxArgs: 1,
  run({ context, args }) {
    const range = parsePortRange(args[0])
    const { unit, writes } = context
    writes.closePorts.delete(range)
    refuseOverlap(unit, "open", range, writes.openPorts)
    writes.openPorts.add(range)
    return undefined
  },
}

export const closePort: HookTool = {
  name: "close-port",
  usage: "<port>[/<protocol>] or <from>-<to>[/<protocol>] or icmp",
  purpose: "Register a request to close a port or port range",
  flags: [ENDPOINTS_FLAG],
  maxArgs: 1,
  run({ context, args }) {
    const range = parsePortRange(args[0])
    const { unit, writes } = context
    writes.openPorts.delete(range)
    refuseOverlap(unit, "close", range, writes.closePorts)
    writes.closePorts.add(range)
    return undefined
  },
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
    const ports = [...openPortsAfter(context.unit.openPorts, context.writes)].sort(comparePortRanges)
    return { value: flags.bool("endpoints") ? ports.map((port) => `${port} (*)`) : ports }
  },
}
