import { PackError } from "../errors.ts"
import { isRecord } from "./record.ts"

/** Keys of metadata.yaml that Juju refuses in a charm with bases, and their replacements. */
const WITHOUT_BASES_ONLY: readonly { key: string; instead: string }[] = [
  { key: "series", instead: "write `base` and `platforms` in charmcraft.yaml" },
  { key: "min-juju-version", instead: "write `assumes: [juju >= 3.1]`" },
]

/** Refuses keys of Juju's first charm format. Every packed charm has bases in its manifest, which makes it the second format. */
export function refuseFirstFormat(metadata: unknown, file: string): void {
  if (!isRecord(metadata)) return
  for (const { key, instead } of WITHOUT_BASES_ONLY) {
    if (metadata[key] === undefined) continue
    throw new PackError(
      "metadata",
      `${file}: ${key}: is not allowed in a charm with bases; remove it and ${instead}`,
    )
  }
}
