import { isIP } from "node:net"
import { knownPeers } from "./complete-state.ts"
import type { State } from "./state.ts"

const STATUSES = ["unknown", "active", "blocked", "maintenance", "waiting", "error"]

/** Inconsistencies in the unit's own data. */
export function unitProblems({
  plannedUnits,
  relations,
  openedPorts,
  address,
  unitStatus,
  appStatus,
}: State): string[] {
  const known = 1 + knownPeers(relations).length
  const statuses = Object.entries({ unitStatus, appStatus }).filter(
    ([, { status }]) => !STATUSES.includes(status),
  )
  return [
    ...(Number.isInteger(plannedUnits) ? [] : [`plannedUnits is ${plannedUnits}: give a whole number`]),
    ...(plannedUnits !== 0 && plannedUnits < known
      ? [`plannedUnits is ${plannedUnits}, but the peer relation knows ${known} units`]
      : []),
    ...openedPorts
      .filter((port) => !isPort(port))
      .map(
        (port) =>
          `"${port}" is not a port in the form of Juju: 80/tcp, 8000-8080/udp or icmp, perhaps with an endpoint (80/tcp db)`,
      ),
    ...(isIP(address) === 0 ? [`"${address}" is no address`] : []),
    ...statuses.map(([name, { status }]) => `${name} is "${status}": one of ${STATUSES.join(", ")}`),
  ]
}

function isPort(opened: string): boolean {
  const [text = ""] = opened.split(/ (?=\S+$)/)
  if (text === "icmp") return true
  const [, from, to] = /^(\d+)(?:-(\d+))?\/(?:tcp|udp)$/.exec(text) ?? []
  return from !== undefined && Number(from) <= Number(to ?? from) && Number(to ?? from) <= 65_535
}
