import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import {
  type CharmSpec,
  MetadataError,
  parseCharmSpec,
  parseYaml,
  splitCharmcraft,
} from "@charmkit/ops/metadata"
import { type PathOrUrl, pathFrom } from "./path-or-url.ts"

const CURE =
  "name the folder of the charm project, which has a charmcraft.yaml (or a metadata.yaml), for example " +
  '{ project: "charms/web" } or { project: new URL("..", import.meta.url) }'

/**
 * Reads a charm project's metadata from `charmcraft.yaml`, or from `metadata.yaml`, `config.yaml` and `actions.yaml`.
 * @throws MetadataError if the folder has neither, or for the first fault in them
 */
export function readProjectSpec(project: PathOrUrl): CharmSpec {
  const dir = resolve(pathFrom(project))
  const read = (file: string): unknown => {
    const path = join(dir, file)
    return existsSync(path) ? parseYaml(readFileSync(path, "utf8"), file) : undefined
  }
  const charmcraft = read("charmcraft.yaml")
  if (charmcraft !== undefined) {
    return parseCharmSpec(splitCharmcraft(charmcraft, "charmcraft.yaml"), "charmcraft.yaml")
  }
  const metadata = read("metadata.yaml")
  if (metadata === undefined) {
    const what = existsSync(dir) ? "has no charmcraft.yaml and no metadata.yaml" : "there is no such folder"
    throw new MetadataError(dir, "", `${what}; ${CURE}`)
  }
  return parseCharmSpec({
    metadata,
    config: read("config.yaml"),
    actions: read("actions.yaml"),
  })
}
