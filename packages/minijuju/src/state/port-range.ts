interface PortRange {
  readonly protocol: string
  readonly from: number
  readonly to: number
}

/** Parses `8000-8080/udp` or `80/tcp`; `icmp` has no ports. */
function portRangeOf(text: string): PortRange {
  const [ports = "", protocol] = text.split("/")
  if (protocol === undefined) return { protocol: text, from: -1, to: -1 }
  const [from, to = from] = ports.split("-").map(Number)
  return { protocol, from: from ?? 0, to: to ?? 0 }
}

/**
 * How a unit's state stores an opened range: `80/tcp` for all endpoints, `80/tcp web` for one. A range may be
 * opened for several endpoints.
 */
export function openedRange(range: string, endpoint: string): string {
  return endpoint === "" ? range : `${range} ${endpoint}`
}

export function splitOpened(opened: string): { range: string; endpoint: string } {
  const [range = "", endpoint = ""] = opened.split(" ")
  return { range, endpoint }
}

/** Returns each opened range once, in the order of Juju's lists. */
export function openedRanges(opened: Iterable<string>): string[] {
  return [...new Set([...opened].map((each) => splitOpened(each).range))].sort(comparePortRanges)
}

/** Whether two ranges share a port of the same protocol: Juju then refuses to open the second one. */
export function portRangesOverlap(one: string, other: string): boolean {
  const [a, b] = [portRangeOf(one), portRangeOf(other)]
  return a.protocol === b.protocol && a.from <= b.to && b.from <= a.to
}

/**
 * Compares ranges for sorting, as Juju's lists do (`core/network`: SortPortRanges): by protocol, then by
 * number.
 */
export function comparePortRanges(one: string, other: string): number {
  const [a, b] = [portRangeOf(one), portRangeOf(other)]
  if (a.protocol !== b.protocol) return a.protocol < b.protocol ? -1 : 1
  return a.from - b.from || a.to - b.to
}
