import { PackError } from "../errors.ts"

/** The bases of charmcraft 4 (`charmcraft/const.py`), the releases of Ubuntu that it has dropped, and CentOS, which Juju knows. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  ubuntu: [
    ...["18.04", "20.04", "22.04", "22.10", "23.04", "23.10", "24.04", "24.10"],
    ...["25.04", "25.10", "26.04", "26.10"],
  ],
  almalinux: ["9"],
  centos: ["7", "8", "9"],
}

/**
 * Returns a warning for a base that may exist one day.
 * @throws PackError for one that cannot exist
 */
export function checkBase(
  { name, channel }: { readonly name: string; readonly channel: string },
  file: string,
): string[] {
  const base = `${name}@${channel}`
  // Juju: `22.04/stable` is the same as `22.04`.
  const [track = ""] = channel.split("/")
  const known = Object.hasOwn(KNOWN, name) ? (KNOWN[name] ?? []) : []
  if (known.includes(track)) return []
  const bases = Object.entries(KNOWN).flatMap(([os, tracks]) => tracks.map((each) => `${os}@${each}`))
  if (name === "ubuntu" && !/^\d\d\.(?:04|10)$/.test(track))
    throw new PackError(
      "base",
      `${file}: there is no base ${base}; Ubuntu has releases such as ubuntu@24.04 and ubuntu@25.10, which end in .04 or .10`,
    )
  return [
    `${file}: the base ${base} is not known to this packer, and Juju may refuse it; known are ${bases.join(", ")}`,
  ]
}
