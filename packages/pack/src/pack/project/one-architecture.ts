import { PackError } from "../errors.ts"
import type { Bases } from "./bases.ts"

/** The runtime that a charm contains: its `bin/node`, or the Bun that it is compiled with. */
export interface OwnRuntime {
  readonly architecture: string
  /** For messages: `bin/node`, `the Bun that was found`. */
  readonly name: string
  /** Whether the bases are restricted to the architecture even if the project names others, too. */
  readonly restricts: boolean
}

/**
 * Restricts the bases to the architecture of the charm's own runtime; also returns the platform for the archive's name.
 * @throws PackError if the charm could be deployed where its runtime does not run
 */
export function forArchitecture(
  all: Bases,
  { architecture, name, restricts }: OwnRuntime,
): Pick<Bases, "bases" | "platform"> {
  const left = all.bases
    .filter(({ architectures }) => architectures.includes(architecture))
    .map((base) => ({ ...base, architectures: [architecture] }))
  const named = [...new Set(all.bases.flatMap(({ architectures }) => architectures))]
  const others = named.filter((one) => one !== architecture)
  if (left.length === 0)
    throw new PackError(
      "runtime",
      `${name} is for ${architecture}, the project's bases and platforms are not (${named.join(", ")}); use one for them`,
    )
  if (others.length > 0 && !restricts)
    throw new PackError(
      "runtime",
      `${name} is for ${architecture}, the project's bases and platforms are also for ${others.join(", ")}, where the charm could not start; ` +
        `write \`${all.key === "bases" ? `architectures: [${architecture}]` : `platforms: { ${architecture}: }`}\`, or remove ${name}`,
    )
  return { bases: left, platform: all.platform === "all" ? architecture : all.platform }
}
