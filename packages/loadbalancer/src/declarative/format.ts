import { authorPath, formatIssues, type Issue } from "../wire/issue.ts"

const LONGEST = 200

/**
 * Formats text from a databag or an exception for a status or a log line: on one line, without control characters (a NUL would make the hook
 * tool fail), and cut after 200 characters.
 */
export function plainWords(text: string): string {
  const line = text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ").trim()
  const characters = [...line]
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join("")}…` : line
}

/** Formats issues with the charm's field names: `healthChecks[0].port: Not a valid integer.; portMapping[443]: …`. */
export function issueWords(issues: readonly Issue[]): string {
  return formatIssues(issues, authorPath)
}

/** Formats an exception without its stack. */
export function errorWords(error: unknown): string {
  return plainWords(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
}

/** Formats a refusal: the provider's message, then the reason for each field. */
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
