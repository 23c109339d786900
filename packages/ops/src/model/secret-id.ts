import { HookToolOutputError, refusalOf } from "../hook-tools.ts"
import { SecretError, SecretNotFoundError, SecretPermissionError } from "./errors.ts"

/** The characters of an id (Juju: `core/secrets`, `ParseURI`). Ids come from peers; a NUL, for example, would prevent the tool's start. */
const ID = /^[A-Za-z0-9:/-]{1,100}$/

/** The words of Juju 3.6, and of Juju 4.0. */
const DENIED = /permission denied|is not allowed to read this secret/

/**
 * Adds the model to an id without `secret:`, which means a secret of this model; other ids stay as they are.
 * @throws SecretError for text that cannot be an id
 */
export function canonicalSecretId(id: string, modelUuid: string): string {
  const bare = id.trim()
  if (!ID.test(bare)) throw new SecretError(`${JSON.stringify(bare.slice(0, 100))} is not the id of a secret`)
  return bare.startsWith("secret:") ? bare : `secret://${modelUuid}/${bare}`
}

/**
 * Converts a refusal by a secret tool to an error of the model. Peers choose which secret this unit reads, and a peer's mistake must not
 * look like a failure of Juju. The exit code tells that the tool refused; its message only tells the reason.
 */
export function secretCall<T>(secret: string, call: () => T): T {
  try {
    return call()
  } catch (error) {
    if (error instanceof HookToolOutputError)
      throw new SecretError(`Juju's answer about the secret ${secret} cannot be read`, { cause: error })
    const refusal = refusalOf(error)
    if (refusal === undefined) throw error
    if (refusal.includes("not found")) throw new SecretNotFoundError(secret, error)
    if (DENIED.test(refusal)) throw new SecretPermissionError(secret, error)
    throw new SecretError(`Juju refuses the secret ${secret}: ${refusal}`, { cause: error })
  }
}
