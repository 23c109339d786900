const UNRELEASED = "## Unreleased"

/**
 * The changelog after a release: what was unreleased is what the version brings, and a new empty section begins.
 *
 * @param date as `2026-01-31`
 * @throws Error when nothing is written under "Unreleased", or the version has a section already
 */
export function releasedChangelog(text: string, version: string, date: string): string {
  const heading = `## ${version} - ${date}`
  if (releaseNotes(text, version) !== undefined)
    throw new Error(`CHANGELOG.md has a section for ${version} already`)
  const notes = section(text, UNRELEASED)
  if (notes === undefined || notes === "") {
    throw new Error(
      `CHANGELOG.md says nothing under "${UNRELEASED}": write down what ${version} changes for its users`,
    )
  }
  return text.replace(UNRELEASED, `${UNRELEASED}\n\n${heading}`)
}

/** What the changelog says of a version; undefined when it has no section for it. */
export function releaseNotes(text: string, version: string): string | undefined {
  const heading = text.split("\n").find((line) => line.startsWith(`## ${version} - `))
  return heading === undefined ? undefined : section(text, heading)
}

function section(text: string, heading: string): string | undefined {
  const lines = text.split("\n")
  const start = lines.indexOf(heading)
  if (start < 0) return undefined
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith("## "))
  return lines
    .slice(start + 1, length < 0 ? undefined : start + 1 + length)
    .join("\n")
    .trim()
}
