import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { type CharmSpec, parseCharmSpec, parseYaml, splitCharmcraft } from "@charmkit/ops/metadata"
import { type PathOrUrl, pathFrom } from "./path-or-url.ts"

/** Reads a charm project's metadata from `charmcraft.yaml`, or from `metadata.yaml`, `config.yaml` and `actions.yaml`. */
export function readProjectSpec(project: PathOrUrl): CharmSpec {
  const dir = pathFrom(project)
  const read = (file: string): unknown => {
    const path = join(dir, file)
    return existsSync(path) ? parseYaml(readFileSync(path, "utf8"), file) : undefined
  }
  const charmcraft = read("charmcraft.yaml")
  if (charmcraft !== undefined) {
    return parseCharmSpec(splitCharmcraft(charmcraft, "charmcraft.yaml"), "charmcraft.yaml")
  }
  return parseCharmSpec({
    metadata: read("metadata.yaml"),
    config: read("config.yaml"),
    actions: read("actions.yaml"),
  })
}
