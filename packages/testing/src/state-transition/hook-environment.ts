import { JujuVersion } from "@charmkit/ops"
import { remoteUnits } from "./events.ts"
import type { Identity } from "./identity.ts"
import type { State } from "./state.ts"

/** What a context sets in the environment of all hooks. */
export interface UnitOptions {
  readonly jujuVersion?: string
  readonly machineId?: string
  readonly availabilityZone?: string
}

/** @throws ModelError for a version that Juju cannot have */
export function unitEnvironment({
  jujuVersion,
  machineId,
  availabilityZone,
}: UnitOptions): Record<string, string> {
  return {
    ...(jujuVersion === undefined ? {} : { JUJU_VERSION: String(new JujuVersion(jujuVersion)) }),
    ...(machineId === undefined ? {} : { JUJU_MACHINE_ID: machineId }),
    ...(availabilityZone === undefined ? {} : { JUJU_AVAILABILITY_ZONE: availabilityZone }),
  }
}

/** The variables of one hook that minijuju does not set, or sets for a fresh unit. */
export function hookVariables(identity: Identity, state: State): Record<string, string> {
  return { ...identity.env, JUJU_PRINCIPAL_UNIT: principalOf(identity, state) }
}

/** The unit next to which a subordinate runs: the other side of the endpoint that joins it to the machine. */
function principalOf({ spec }: Identity, { relations }: State): string {
  const { subordinate, endpoints } = spec.metadata
  for (const relation of subordinate ? relations : []) {
    const { role, scope } = endpoints[relation.endpoint] ?? {}
    const [unit] = remoteUnits(relation)
    if (relation.kind === "relation" && role === "requires" && scope === "container" && unit !== undefined)
      return `${relation.remoteApp}/${unit}`
  }
  return ""
}
