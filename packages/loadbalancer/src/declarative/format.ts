import { authorPath, formatIssues, type Issue } from "../wire/issue.ts"

const LONGEST = 200

/**
 * Text of a peer or an exception, for a status or a log line: on one line, without control characters (a NUL would make the hook
 * tool fail), and not as long as a databag.
 */
export function plainWords(text: string): string {
  const line = text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ").trim()
  const characters = [...line]
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join("")}…` : line
}

/** `healthChecks[0].port: Not a valid integer.; portMapping[443]: …`: the paths as the author has written the fields. */
export function issueWords(issues: readonly Issue[]): string {
  return formatIssues(issues, authorPath)
}

/** What an exception says, without its stack. */
export function errorWords(error: unknown): string {
  return plainWords(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
}

/** The provider's own words of a refusal: its message, then field by field. */
export function refusalWords({
  errorMessage,
  errorFields,
}: {
  readonly errorMessage: string | null
  readonly errorFields: Readonly<Record<string, string>>
}): string {
  const fields = Object.entries(errorFields).map(([field, words]) => `${field}: ${words}`)
  return [...(errorMessage ? [errorMessage] : []), ...fields].join("; ")
}
