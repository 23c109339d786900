import type { ToolCall } from "./tool.ts"
import { usageError } from "./tool-error.ts"

const URI = /^(?:secret:(?:\/\/[0-9a-f-]{36}\/|[0-9a-f-]{36}\/)?)?([0-9a-v]{20})$/

/** `secret:ID`, `secret://MODEL/ID` or the bare id → the id (juju `core/secrets/secret.go` ParseURI). */
function parseSecretUri(text: string): string {
  const id = URI.exec(text)?.[1]
  if (id === undefined) throw usageError(`secret URI ${JSON.stringify(text)} not valid`)
  return id
}

/** The first argument, of a tool that cannot do without. */
export function requiredSecretId({ args }: ToolCall): string {
  const [uri] = args
  if (uri === undefined) throw usageError("missing secret URI")
  return parseSecretUri(uri)
}

/** The first argument, or else a label: the name of the secret for this unit. */
export function secretIdOrLabel({ args, flags }: ToolCall): { id: string | undefined; label: string } {
  const label = flags.text("label") ?? ""
  const id = args[0] === undefined ? undefined : parseSecretUri(args[0])
  if (id === undefined && label === "") throw usageError("require either a secret URI or label")
  return { id, label }
}
