import { readFileSync } from "node:fs"
import { parseCharmJson } from "../metadata/charm-json.ts"
import type { CharmSpec } from "../metadata.ts"

// Constants of a packed charm's bundle (`define` of esbuild), which are nowhere else.
declare const CHARMKIT_PACKED: true | undefined
declare const CHARMKIT_SPEC: CharmSpec

/**
 * What a charm declares about itself. The packer has read and checked it and put it into the bundle, so that no hook has to; the
 * code for that is not in the bundle then.
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
