import { HookToolOutputError, refusalOf } from "../hook-tools.ts"
import { SecretError, SecretNotFoundError, SecretPermissionError } from "./errors.ts"

/** What an id is made of (Juju: `core/secrets`, `ParseURI`); ids come from peers, and a tool cannot even be started with a NUL. */
const ID = /^[A-Za-z0-9:/-]{1,100}$/

/**
 * A bare id belongs to this model; one with `secret:` stays as it is.
 * @throws SecretError for what cannot be an id
 */
export function canonicalSecretId(id: string, modelUuid: string): string {
  const bare = id.trim()
  if (!ID.test(bare)) throw new SecretError(`${JSON.stringify(bare.slice(0, 100))} is not the id of a secret`)
  return bare.startsWith("secret:") ? bare : `secret://${modelUuid}/${bare}`
}

/**
 * The one place where what Juju answers about a secret becomes an error of the model: secrets are named by peers, and a peer's mistake
 * must not look like a broken Juju. That a tool refuses is seen by its exit code; its words only tell the reason apart.
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
    if (refusal.includes("permission denied")) throw new SecretPermissionError(secret, error)
    throw new SecretError(`Juju refuses the secret ${secret}: ${refusal}`, { cause: error })
  }
}
