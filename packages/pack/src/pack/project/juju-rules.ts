import { PackError } from "../errors.ts"
import { isRecord } from "./record.ts"

// Juju: a letter first, and no part between hyphens that is a number alone ("lb-2" would read as a unit's tag).
const CHARM_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]*[a-z][a-z0-9]*)*$/

/** Rules of Juju that hold for an archive with bases in its manifest, which every packed charm is. */
export function checkForJuju(metadata: unknown, file: string): void {
  if (!isRecord(metadata)) return
  if (typeof metadata.name === "string" && !CHARM_NAME.test(metadata.name)) {
    throw new PackError(
      "metadata",
      `${file}: name "${metadata.name}" has characters Juju refuses; use lower-case letters, digits and single hyphens, ` +
        "beginning with a letter, each part with at least one letter",
    )
  }
  for (const key of ["series", "min-juju-version"]) {
    if (metadata[key] === undefined) continue
    throw new PackError("metadata", `${file}: "${key}" is not allowed in a charm with bases; ${INSTEAD[key]}`)
  }
  refuseTwins(metadata, file)
}

const INSTEAD: Readonly<Record<string, string>> = {
  series: "remove it and write `base` and `platforms` in charmcraft.yaml",
  "min-juju-version": "remove it and write `assumes: [juju >= 3.1]`",
}

function refuseTwins(metadata: Readonly<Record<string, unknown>>, file: string): void {
  const roleOf = new Map<string, string>()
  for (const role of ["requires", "provides", "peers"]) {
    const endpoints = metadata[role]
    if (!isRecord(endpoints)) continue
    for (const name of Object.keys(endpoints)) {
      const other = roleOf.get(name)
      if (other !== undefined) {
        throw new PackError(
          "metadata",
          `${file}: endpoint "${name}" is in ${other} and in ${role}; endpoint names are unique in a charm, so rename one`,
        )
      }
      roleOf.set(name, role)
    }
  }
}
