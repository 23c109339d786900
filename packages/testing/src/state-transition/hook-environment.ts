import { JujuVersion } from "@charmkit/ops"

/** What a context sets in the environment of all hooks. */
export interface UnitOptions {
  readonly jujuVersion?: string
  readonly machineId?: string
  readonly availabilityZone?: string
}

/** The variables of a hook that minijuju does not set, or sets for a fresh unit. @throws ModelError for a version that Juju cannot have */
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
