const UNRELEASED = "## Unreleased"

/**
 * Returns the changelog after a release: the section "Unreleased" becomes that of the version, and a new empty one is added.
 *
 * @param date as `2026-01-31`
 * @throws Error if "Unreleased" is empty, or the version already has a section
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

/** Returns the changelog's section for a version; undefined if there is none. */
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
