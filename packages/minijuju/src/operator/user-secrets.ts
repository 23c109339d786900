import {
  emptySecret,
  pruneSecrets,
  removeSecretRevisions,
  type SecretUpdate,
  updateSecret,
} from "../rules/secret-update.ts"
import { MinijujuError } from "../state/errors.ts"
import { getApplication, type ModelState } from "../state/model-state.ts"
import { MODEL_OWNER, newSecretId, type SecretState, secretIdOf } from "../state/secret.ts"

/** The grants of user secrets belong to no relation. */
const NO_RELATION = -1

/** New values of a secret of the model. */
export interface UserSecretUpdate extends Pick<SecretUpdate, "content" | "label" | "description"> {
  /** Whether revisions that nobody can read any more are removed. */
  readonly autoPrune?: boolean
}

type Content = ReadonlyMap<string, string>

/** Adds a secret of the model. Returns its id. */
export function addUserSecret(
  state: ModelState,
  name: string,
  content: Content,
  description: string,
): string {
  refuseTakenName(state, name)
  const secret = emptySecret(newSecretId(), MODEL_OWNER)
  updateSecret(secret, { content, label: name, description })
  state.secrets.set(secret.id, secret)
  return secret.id
}

/** Changes a secret of the model, by its URI or name. Units that have read it run secret-changed. */
export function updateUserSecret(state: ModelState, uriOrName: string, update: UserSecretUpdate): void {
  const secret = managedSecret(state, uriOrName)
  if (Object.keys(update).length === 0)
    throw new MinijujuError("bad-argument", "at least one attribute to update must be specified")
  if (update.label !== undefined && update.label !== secret.label) refuseTakenName(state, update.label)
  updateSecret(secret, update)
  if (update.autoPrune !== undefined) secret.autoPrune = update.autoPrune
  pruneSecrets(state)
}

/** Lets applications read a secret of the model. */
export function grantUserSecret(state: ModelState, uriOrName: string, applications: readonly string[]): void {
  const secret = managedSecret(state, uriOrName)
  for (const name of existing(state, applications)) secret.grants.set(name, NO_RELATION)
}

/** Takes the grants of applications back. */
export function revokeUserSecret(
  state: ModelState,
  uriOrName: string,
  applications: readonly string[],
): void {
  const secret = managedSecret(state, uriOrName)
  for (const name of existing(state, applications)) secret.grants.delete(name)
}

/** Removes a secret of the model, or one of its revisions. */
export function removeUserSecret(state: ModelState, uriOrName: string, revision?: number): void {
  const secret = managedSecret(state, uriOrName)
  if (revision !== undefined && !secret.revisions.has(revision))
    throw new MinijujuError("not-found", `secret revision "${secret.id}/${revision}" not found`)
  removeSecretRevisions(state, secret, revision === undefined ? "all" : new Set([revision]))
}

/** Returns the secret with this URI, id or name. */
export function findSecret(state: ModelState, uriOrName: string): SecretState {
  const id = secretIdOf(uriOrName) ?? uriOrName
  const byName = ({ owner, label }: SecretState) => owner === MODEL_OWNER && label === uriOrName
  const found = state.secrets.get(id) ?? [...state.secrets.values()].find(byName)
  if (found === undefined) throw new MinijujuError("not-found", `secret "${id}" not found`)
  return found
}

/** Only charms change their secrets. */
function managedSecret(state: ModelState, uriOrName: string): SecretState {
  const secret = findSecret(state, uriOrName)
  if (secret.owner !== MODEL_OWNER) throw new MinijujuError("bad-argument", "permission denied")
  return secret
}

function refuseTakenName(state: ModelState, name: string): void {
  const isTaken = [...state.secrets.values()].some(
    ({ owner, label }) => owner === MODEL_OWNER && label === name,
  )
  if (isTaken) throw new MinijujuError("already-exists", `secret with name "${name}" already exists`)
}

function existing(state: ModelState, applications: readonly string[]): readonly string[] {
  const errors = applications.flatMap((name) => {
    try {
      getApplication(state, name)
      return []
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)]
    }
  })
  if (errors.length > 0)
    throw new MinijujuError("not-found", `failed to grant/revoke secret: ${errors.join(", ")}`)
  return applications
}
