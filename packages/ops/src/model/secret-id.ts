import { isHookToolError, isPermissionDenied } from "../hook-tools.ts"
import { SecretNotFoundError, SecretPermissionError } from "./errors.ts"

/** A bare id belongs to this model; one with `secret:` stays as it is. */
export function canonicalSecretId(id: string, modelUuid: string): string {
  const bare = id.trim()
  return bare.startsWith("secret:") ? bare : `secret://${modelUuid}/${bare}`
}

/** Juju says in words only why it refuses. */
export function secretCall<T>(secret: string, call: () => T): T {
  try {
    return call()
  } catch (error) {
    if (isHookToolError(error) && error.stderr.includes("not found"))
      throw new SecretNotFoundError(secret, error)
    if (isPermissionDenied(error)) throw new SecretPermissionError(secret, error)
    throw error
  }
}
