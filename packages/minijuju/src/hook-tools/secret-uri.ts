import { secretIdOf } from "../state/secret.ts"
import type { ToolCall } from "./tool.ts"
import { usageError } from "./tool-error.ts"

function parseSecretUri(text: string): string {
  const id = secretIdOf(text)
  if (id === undefined) throw usageError(`secret URI ${JSON.stringify(text)} not valid`)
  return id
}

/** Returns the id in the first argument, for tools that require one. */
export function requiredSecretId({ args }: ToolCall): string {
  const [uri] = args
  if (uri === undefined) throw usageError("missing secret URI")
  return parseSecretUri(uri)
}

/** Returns the id in the first argument, or else the label: this unit's name for the secret. */
export function secretIdOrLabel({ args, flags }: ToolCall): { id: string | undefined; label: string } {
  const label = flags.text("label") ?? ""
  const id = args[0] === undefined ? undefined : parseSecretUri(args[0])
  if (id === undefined && label === "") throw usageError("require either a secret URI or label")
  return { id, label }
}
