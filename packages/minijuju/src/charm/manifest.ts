import { MetadataError } from "@charmkit/ops/metadata"
import type { CharmBase } from "../state/charm.ts"

/**
 * Reads the bases in the content of manifest.yaml; undefined for a charm that has series and no manifest. Many public charms name series
 * and bases, for older releases of Juju: the bases count, and the charm is of the first format (Juju: `MetaFormatReasons` in `charm.go`).
 * @param manifest undefined if there is no such file
 * @throws MetadataError in Juju's words, if there is neither, or the file is not valid
 */
export function parseBases(
  manifest: unknown,
  metadata: Readonly<Record<string, unknown>>,
): readonly CharmBase[] | undefined {
  if (manifest === undefined) {
    if (hasSeries(metadata)) return undefined
    throw new MetadataError(
      "manifest.yaml",
      "",
      "charm metadata without bases in manifest not valid: add a manifest.yaml with bases, as the packer does",
    )
  }
  const root = record(manifest)
  if (!Array.isArray(root.bases) || root.bases.length === 0)
    throw new MetadataError("manifest.yaml", "bases", "must be a list with at least one base")
  if (metadata["min-juju-version"] !== undefined && !hasSeries(metadata))
    throw new MetadataError(
      "metadata.yaml",
      "min-juju-version",
      "min-juju-version in metadata v2 not valid: remove it",
    )
  return root.bases.map((item: unknown, index) => {
    const { name, channel, architectures } = record(item)
    if (typeof name !== "string" || channel === undefined)
      throw new MetadataError("manifest.yaml", `bases[${index}]`, "must have a name and a channel")
    const names = Array.isArray(architectures) ? architectures.map(String) : []
    return { name, channel: String(channel), architectures: names.includes("all") ? [] : names }
  })
}

/** Whether the charm is of the first format: one that names series. */
export function hasSeries(metadata: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(metadata.series) && metadata.series.length > 0
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}
}
