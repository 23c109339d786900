import { MinijujuError } from "../state/errors.ts"

/** The key of a model's configuration with the base that its new isolated machines claim to have. Juju has none. */
export const CLAIMED_BASE_KEY = "isolated-base"

/** Ubuntu's releases with long support, by version: the adjective and the animal of their names. */
const RELEASES: Readonly<Record<string, readonly [string, string]>> = {
  "16.04": ["Xenial", "Xerus"],
  "18.04": ["Bionic", "Beaver"],
  "20.04": ["Focal", "Fossa"],
  "22.04": ["Jammy", "Jellyfish"],
  "24.04": ["Noble", "Numbat"],
}

/** @throws MinijujuError `bad-argument` for a base whose files cannot be written */
export function checkClaimedBase(base: string): void {
  releaseOf(base)
}

/** Whether isolated machines can claim to have this base. */
export function isClaimable(base: string): boolean {
  return Object.hasOwn(RELEASES, base.replace(/^ubuntu@/, ""))
}

/** Returns the files of `/etc` by which programs tell an Ubuntu release, by name. */
export function releaseFiles(base: string): Readonly<Record<string, string>> {
  const { version, name, codename } = releaseOf(base)
  return {
    "lsb-release": lines({
      DISTRIB_ID: "Ubuntu",
      DISTRIB_RELEASE: version,
      DISTRIB_CODENAME: codename,
      DISTRIB_DESCRIPTION: `"Ubuntu ${version} LTS"`,
    }),
    "os-release": lines({
      PRETTY_NAME: `"Ubuntu ${version} LTS"`,
      NAME: '"Ubuntu"',
      VERSION_ID: `"${version}"`,
      VERSION: `"${version} LTS (${name})"`,
      VERSION_CODENAME: codename,
      ID: "ubuntu",
      ID_LIKE: "debian",
      UBUNTU_CODENAME: codename,
    }),
  }
}

function releaseOf(base: string) {
  const [, version = ""] = /^ubuntu@(.+)$/.exec(base) ?? []
  const release = Object.hasOwn(RELEASES, version) ? RELEASES[version] : undefined
  if (release === undefined) {
    const known = Object.keys(RELEASES).map((each) => `ubuntu@${each}`)
    throw new MinijujuError(
      "bad-argument",
      `${CLAIMED_BASE_KEY}: unknown base ${JSON.stringify(base)}: choose one of ${known.join(", ")}`,
    )
  }
  return { version, name: release.join(" "), codename: release[0].toLowerCase() }
}

function lines(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("")
}
