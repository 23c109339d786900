import type { WireRequest } from "../../schema/request.ts"
import type { Issue } from "../issue.ts"
import type { KnownCapabilities } from "./capabilities.ts"

/** The fields of a request that capabilities can exclude. */
export type RequestSummary = { readonly protocol: string | null } & Pick<
  WireRequest,
  "port_mapping" | "public" | "sticky" | "tls_termination" | "ingress_address"
>

/**
 * Lists the fields of a request that the provider's capabilities exclude, each with a message. Algorithms and health checks never
 * count: a load balancer works without them, and existing charms request health checks that no provider supports.
 */
export function unsupportedFields(request: RequestSummary, can: KnownCapabilities): readonly Issue[] {
  const issues: Issue[] = []
  const refuse = (message: string, ...path: string[]) => issues.push({ path, message })
  if (can.protocols?.some((one) => one === request.protocol) === false)
    refuse(`only ${joined(can.protocols)} can be balanced`, "protocol")
  const ports = Object.keys(request.port_mapping)
  if (can.max_ports !== undefined && ports.length > can.max_ports)
    refuse(
      `only ${can.max_ports} port${can.max_ports === 1 ? "" : "s"} of a request can be balanced`,
      "port_mapping",
    )
  const { port_ranges: ranges } = can
  for (const port of ports) {
    const inRange = ranges?.some(([first, last]) => Number(port) >= first && Number(port) <= last) ?? true
    if (!inRange) refuse(`only ${rangeText(ranges ?? [])} are supported`, "port_mapping", port)
  }
  if (request.public && can.public === false) refuse("public load balancers are not supported", "public")
  if (!request.public && can.internal === false) refuse("internal load balancers are not supported", "public")
  if (request.sticky && can.sticky === false) refuse("sticky sessions are not supported", "sticky")
  if (request.tls_termination && can.tls_termination === false)
    refuse("TLS termination is not supported", "tls_termination")
  if (request.ingress_address && can.ingress_address === false)
    refuse("requesting an address is not supported", "ingress_address")
  return issues
}

function joined(list: readonly string[]): string {
  return list.length === 0 ? "nothing" : list.join(", ")
}

function rangeText(ranges: readonly (readonly [number, number])[]): string {
  const all = ranges.map(([first, last]) => (first === last ? String(first) : `${first} to ${last}`))
  return `port${all.length === 1 && !all[0]?.includes(" ") ? "" : "s"} ${joined(all)}`
}
