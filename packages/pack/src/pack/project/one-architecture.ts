import { PackError } from "../errors.ts"
import type { Base } from "./bases.ts"

/**
 * Restricts the bases to the architecture of a charm with a Bun; also returns the platform for the archive's name.
 * @throws PackError if the project's bases are all for other architectures
 */
export function forArchitecture(
  { bases, platform }: { readonly bases: readonly Base[]; readonly platform: string },
  architecture: string,
): { bases: Base[]; platform: string } {
  const left = bases
    .filter(({ architectures }) => architectures.includes(architecture))
    .map((base) => ({ ...base, architectures: [architecture] }))
  if (left.length === 0)
    throw new PackError(
      "runtime",
      `the Bun that was found is for ${architecture}, the project's bases and platforms are not; put a Bun for them into bin/bun`,
    )
  return { bases: left, platform: platform === "all" ? architecture : platform }
}
