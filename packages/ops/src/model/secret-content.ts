import { ModelError } from "./errors.ts"

/** The values of a secret by key. */
export type SecretContent = Readonly<Record<string, string>>

/** Juju 3.6, `core/secrets`: at least three characters, a lower-case letter first, hyphens only between letters and digits. */
const KEY = /^[a-z](?:-?[a-z0-9]){2,}$/

/** @throws ModelError that names every invalid key, but no values */
export function checkSecretContent(content: unknown): asserts content is SecretContent {
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw new ModelError(`the content of a secret is a map of strings, not ${describe(content)}`)
  const entries = Object.entries(content)
  if (entries.length === 0) throw new ModelError("the content of a secret needs at least one key")
  const issues = entries.flatMap(([key, value]) => keyIssues(key, value))
  if (issues.length > 0) throw new ModelError(`the content of the secret is refused: ${issues.join("; ")}`)
}

function keyIssues(key: string, value: unknown): string[] {
  const issues: string[] = []
  if (!KEY.test(key)) {
    issues.push(
      `the key "${key}" needs three or more lower-case letters, digits and single hyphens, a letter first and no hyphen last`,
    )
  }
  if (typeof value !== "string") issues.push(`the value of "${key}" is a string, not ${describe(value)}`)
  return issues
}

function describe(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "an array" : typeof value
}
