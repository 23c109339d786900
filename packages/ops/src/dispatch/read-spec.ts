import { readFileSync } from "node:fs"
import { parseCharmJson } from "../metadata/charm-json.ts"
import type { CharmSpec } from "../metadata.ts"

// Constants that the packer defines in a charm's bundle (esbuild: `define`); undefined in unpacked code.
declare const CHARMKIT_PACKED: true | undefined
declare const CHARMKIT_SPEC: CharmSpec

/**
 * Returns what a charm declares about itself. The packer reads and checks the metadata and puts the result into the bundle, so that
 * no hook has to parse it and the bundle contains no parser.
 */
export function readSpec(charmDir: string): CharmSpec {
  return typeof CHARMKIT_PACKED === "undefined" ? readCharmJson(charmDir) : CHARMKIT_SPEC
}

function readCharmJson(charmDir: string): CharmSpec {
  const file = `${charmDir}/charm.json`
  try {
    return parseCharmJson(readFileSync(file, "utf8"))
  } catch (error) {
    throw new Error(`cannot read ${file}, which the packer writes into every charm`, { cause: error })
  }
}
