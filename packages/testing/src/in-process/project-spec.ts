import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import {
  type CharmSpec,
  parseActions,
  parseCharmMetadata,
  parseConfig,
  parseYaml,
  splitCharmcraft,
} from "@charmkit/ops/metadata"

/** Reads what a charm project declares, from `charmcraft.yaml` or from `metadata.yaml` and its companions. */
export function readProjectSpec(project: URL | string): CharmSpec {
  const dir = typeof project === "string" ? project : fileURLToPath(project)
  const read = (file: string): unknown => {
    const path = join(dir, file)
    return existsSync(path) ? parseYaml(readFileSync(path, "utf8"), file) : undefined
  }
  const charmcraft = read("charmcraft.yaml")
  const parts =
    charmcraft === undefined
      ? { metadata: read("metadata.yaml"), config: read("config.yaml"), actions: read("actions.yaml") }
      : splitCharmcraft(charmcraft, "charmcraft.yaml")
  const file = charmcraft === undefined ? "metadata.yaml" : "charmcraft.yaml"
  return {
    metadata: parseCharmMetadata(parts.metadata, file),
    config:
      parts.config === undefined
        ? {}
        : parseConfig(parts.config, charmcraft === undefined ? "config.yaml" : file),
    actions:
      parts.actions === undefined
        ? {}
        : parseActions(parts.actions, charmcraft === undefined ? "actions.yaml" : file),
  }
}
