import type { Assumption, CharmSpec } from "@charmkit/ops/metadata"
import type { Charm, CharmBase, PackedCharm } from "../state/charm.ts"
import { MinijujuError } from "../state/errors.ts"
import { jujuRules } from "../state/juju-version.ts"
import { configText } from "../state/model-config.ts"
import type { ModelState } from "../state/model-state.ts"
import { isIsolated } from "./machines.ts"
import { CLAIMED_BASE_KEY, isClaimable } from "./release-files.ts"

/**
 * The base that is reported for every machine: all units run on this machine, but charms may check for a base
 * of Juju's.
 */
export const BASE = { name: "ubuntu", channel: "24.04" }

/** Systems that Juju knows. */
const SYSTEMS = ["ubuntu", "centos"]

/** Node's names of architectures, and Juju's where they differ. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", ia32: "i386", ppc64: "ppc64el" }

/**
 * Refuses a charm that needs what this Juju or this machine does not have: its system or architecture, a feature
 * or release of Juju, Kubernetes (Juju: `core/assumes`, `core/charm`).
 * @throws MinijujuError `bad-charm` in Juju's words
 */
export function refuseUnmetDemands(state: Pick<ModelState, "jujuVersion" | "name">, charm: Charm): void {
  const { metadata } = charm.spec
  const rules = jujuRules(state)
  const refuse = (reason: string): never => {
    throw new MinijujuError("bad-charm", `cannot deploy charm "${metadata.name}": ${reason}`)
  }
  if (charm.kind === "packed") {
    if (charm.bases === undefined && rules.refusesSeries)
      refuse("charm metadata without bases in manifest not valid")
    if (charm.format === 1 && !rules.refusesSeries) refuseNewFields(charm, refuse)
    if (charm.bases !== undefined) refuseBases(charm.bases, refuse)
  }
  const unmet = (metadata.assumes ?? []).flatMap((each) => unmetBy(state.jujuVersion, each))
  if (unmet.length > 0) refuse(`charm cannot be deployed because: ${unmet.join("; ")}`)
  if (!rules.refusesKubernetesCharms) return
  if (Object.keys(metadata.containers).length > 0)
    throw new MinijujuError(
      "bad-charm",
      `"${metadata.name}" is a Kubernetes charm (it declares containers) but "${state.name}" is a machine model; its workload will not run`,
    )
  const [device] = metadata.devices ?? []
  if (device !== undefined) refuse(`no constraints specified for device "${device}"`)
}

/**
 * Returns what will not happen for a charm that was deployed, one text each.
 * @param isolate whether its machines are isolated, also if the model's configuration does not say so
 */
export function deployWarnings(
  state: Pick<ModelState, "config">,
  { details, metadata }: CharmSpec,
  bases?: readonly CharmBase[],
  isolate = false,
): string[] {
  const images = Object.values(details?.resources ?? {}).filter(({ type }) => type === "oci-image")
  const places = Object.values(details?.storages ?? {}).flatMap(({ name, type, location }) =>
    type === "block" || location === undefined ? [] : [{ name, location }],
  )
  const devices = metadata.devices ?? []
  const containers = Object.keys(metadata.containers)
  const fits = bases?.some(
    ({ name, channel }) => name === BASE.name && channel.split("/")[0] === BASE.channel,
  )
  return [
    ...(containers.length === 0
      ? []
      : [
          `"${metadata.name}" is a Kubernetes charm (it declares containers) but this is a machine model; its workload will not run: ${containers.map((name) => `no ${name}-pebble-ready`).join(", ")}, and Pebble does not answer`,
        ]),
    ...(fits === false
      ? [
          `the charm is for ${bases?.map(({ name, channel }) => `${name}@${channel}`).join(", ")}: it runs on this machine as it is, which is shown as ${BASE.name}@${BASE.channel}${isIsolated(state, isolate) ? claimAdvice(state, bases ?? []) : ""}`,
        ]
      : []),
    ...devices.map((name) => `device "${name}" is not given to the charm`),
    ...images.map(
      ({ name }) =>
        `resource "${name}" is an oci-image: it is not downloaded, and resource-get ${name} fails`,
    ),
    ...places.map(
      ({ name, location }) =>
        `storage "${name}" is not mounted at ${location}: the charm finds it where storage-get ${name}/N says`,
    ),
  ]
}

/** Returns how the next isolated machines name a base of the charm; nothing if they do, or cannot. */
function claimAdvice(state: Pick<ModelState, "config">, bases: readonly CharmBase[]): string {
  const names = bases.map(({ name, channel }) => `${name}@${channel.split("/")[0]}`)
  const claimable = names.filter(isClaimable).at(-1)
  if (claimable === undefined || names.includes(configText(state, CLAIMED_BASE_KEY))) return ""
  return `; after "model-config ${CLAIMED_BASE_KEY}=${claimable}", /etc/os-release of new isolated machines names that base`
}

/** Juju's name of this machine's architecture. */
export function ownArchitecture(): string {
  return ARCHITECTURES[process.arch] ?? process.arch
}

/** The version of Juju as its programs print it. Each Linux on a machine counts as Ubuntu. */
export function agentVersion(jujuVersion: string): string {
  return `${jujuVersion}-ubuntu-${ownArchitecture()}`
}

/** Refuses what came with bases, in a charm that names series (Juju: `checkV1` in `meta.go`). */
function refuseNewFields({ spec, bases }: PackedCharm, refuse: (reason: string) => never): void {
  if (spec.metadata.assumes !== undefined) refuse("assumes in metadata v1 not valid")
  if (Object.keys(spec.metadata.containers).length === 0) return
  const place = bases === undefined ? "without a manifest.yaml" : "in metadata v1"
  refuse(`containers ${place} not valid`)
}

function refuseBases(bases: readonly CharmBase[], refuse: (reason: string) => never): void {
  const known = bases.filter(({ name }) => SYSTEMS.includes(name))
  if (known.length === 0) {
    const all = bases.map(({ name, channel }) => `${name}@${channel}`).join(", ")
    refuse(`the charm defined bases "${all}" not supported`)
  }
  const own = ownArchitecture()
  const runs = ({ architectures }: CharmBase) => architectures.length === 0 || architectures.includes(own)
  if (!known.some(runs)) {
    const names = [...new Set(known.flatMap(({ architectures }) => architectures))]
    refuse(`it is for ${names.join(", ")}, and this machine is ${own}`)
  }
}

/** Returns what is missing, one text each; none if the assumption holds. */
function unmetBy(juju: string, assumption: Assumption): string[] {
  if ("allOf" in assumption) return assumption.allOf.flatMap((each) => unmetBy(juju, each))
  if ("anyOf" in assumption) {
    const each = assumption.anyOf.map((one) => unmetBy(juju, one))
    return each.length === 0 || each.some((missing) => missing.length === 0) ? [] : [each.flat().join(" or ")]
  }
  const { feature, operator, version = "" } = assumption
  if (feature === "k8s-api") return ["charm must be deployed on a Kubernetes cloud"]
  if (feature !== "juju") return [`charm requires feature "${feature}"`]
  if (operator === undefined) return []
  const isNewer = compareVersions(juju, version) >= 0
  if (isNewer === (operator === ">=")) return []
  return [`charm requires Juju version ${operator} ${version}, model has version ${juju}`]
}

/** Compares the numbers of two versions; missing ones count as 0. */
function compareVersions(one: string, other: string): number {
  const numbers = (text: string) => text.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0)
  const [a, b] = [numbers(one), numbers(other)]
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
