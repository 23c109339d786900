import type { EndpointMetadata } from "@charmkit/ops/metadata"

const ROLES = { provides: "provider", requires: "requirer", peers: "peer" }

/** Returns why a charm does not fit a relation in the words of Juju 4.0 (`precheckUpgradeRelation` in `domain/application/state`). */
export function brokenEndpoint(before: EndpointMetadata, after: EndpointMetadata | undefined): string {
  const { name, role, interfaceName } = before
  if (after === undefined)
    return role === "peers"
      ? `charm has no corresponding peer relation "${name}". Please scale down to 0 units to refresh`
      : `charm has no corresponding relation "${name}"`
  if (after.role !== role)
    return `cannot change role of relation "${name}" from ${ROLES[role]} to ${ROLES[after.role]}`
  return `cannot change interface of relation "${name}" from ${interfaceName} to ${after.interfaceName}`
}
