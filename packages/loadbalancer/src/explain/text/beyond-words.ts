import type { Capabilities, Details } from "../report/beyond.ts"
import type { DocumentReport } from "../report/report.ts"

type Line = readonly [label: string, words: string]

/** What a provider can do, in one line. */
export function capabilityWords(can: Capabilities): string {
  const parts = [
    can.protocols === undefined ? [] : [`balances ${list(can.protocols)}`],
    can.port_ranges === undefined ? [] : [`listens on ${list(can.port_ranges.map(range))}`],
    can.max_ports === undefined
      ? []
      : [`at most ${can.max_ports} port${can.max_ports === 1 ? "" : "s"} a request`],
    yesOrNo(can.public, "public load balancers"),
    yesOrNo(can.internal, "internal load balancers"),
    yesOrNo(can.sticky, "sticky sessions"),
    yesOrNo(can.tls_termination, "TLS ends there"),
    yesOrNo(can.ingress_address, "addresses on request"),
    can.algorithms === undefined
      ? []
      : [`chooses backends by ${list(Object.entries(can.algorithms).map(algorithm))}`],
    can.health_checks === undefined
      ? []
      : [can.health_checks.length === 0 ? "no health checks" : `health checks by ${list(can.health_checks)}`],
  ].flat()
  return parts.length === 0 ? "nothing is said" : parts.join("; ")
}

const list = (words: readonly string[]): string => (words.length === 0 ? "nothing" : words.join(", "))
const range = ([first, last]: readonly [number, number]): string =>
  first === last ? String(first) : `${first} to ${last}`
const algorithm = ([name, words]: readonly [string, readonly string[]]): string =>
  words.length === 0 ? name : `${name} (also called ${words.join(", ")})`
const yesOrNo = (can: boolean | undefined, what: string): readonly string[] =>
  can === undefined ? [] : [can ? what : `no ${what}`]

/** What a provider says beyond its response. */
export function detailLines(details: Details | null): readonly Line[] {
  if (details === null) return []
  const { addresses, ports, fields, errorPaths, drained } = details
  return [
    ...(addresses.length === 0 ? [] : [["reached", `at ${addresses.join(", ")}`] as const]),
    ...(ports.length === 0
      ? []
      : [
          [
            "ports",
            ports.map(({ asked, listen }) => `for ${asked} clients use ${listen}`).join(", "),
          ] as const,
        ]),
    ...fields.map(({ field, outcome, value, why }): Line => {
      const becomes = outcome === "adjusted" ? `adjusted${value === null ? "" : ` to ${value}`}` : outcome
      return ["field", `${field}: ${becomes}${why === null ? "" : ` (${why})`}`]
    }),
    ...errorPaths.map(({ place, words }): Line => ["place", `${place}: ${words}`]),
    ...(drained ? [["drained", "there are no connections any more; the request can go"] as const] : []),
  ]
}

/** A document beyond version 1 that was given alone. */
export function beyondLines(document: DocumentReport): readonly Line[] {
  const { capabilities, details, drainUntil, secret, extensions } = document
  return [
    ...(capabilities === null ? [] : [["can", capabilityWords(capabilities)] as const]),
    ...detailLines(details),
    ...drainLines(drainUntil),
    ...(secret === null ? [] : [["key", `in the Juju ${secret.id}, revision ${secret.revision}`] as const]),
    ...(extensions === null
      ? []
      : [["extends", extensions.join(", ") || "nothing beyond version 1"] as const]),
  ]
}

export function drainLines(until: string | null): readonly Line[] {
  return until === null ? [] : [["drains", `goes when its connections have ended, at the latest at ${until}`]]
}
