import type { ModelState } from "../state/model-state.ts"
import { obsoleteRevisions, type SecretState, sameContent } from "../state/secret.ts"
import { nextRotation } from "../state/secret-rotation.ts"

/** New values of a secret; `undefined` leaves a value unchanged. */
export interface SecretUpdate {
  readonly content?: ReadonlyMap<string, string>
  readonly label?: string
  readonly description?: string
  readonly expire?: Date
  readonly rotate?: string
}

/** Creates a secret without revisions. */
export function emptySecret(id: string, owner: string): SecretState {
  const now = new Date()
  return {
    id,
    owner,
    label: "",
    description: "",
    rotate: "never",
    nextRotate: undefined,
    latest: 0,
    created: now,
    updated: now,
    revisions: new Map(),
    grants: new Map(),
    consumers: new Map(),
    removeShown: new Map(),
  }
}

/** Applies one update. Unchanged content creates no new revision. */
export function updateSecret(
  secret: SecretState,
  { content, label, description, expire, rotate }: SecretUpdate,
): void {
  const now = new Date()
  secret.updated = now
  const latest = secret.revisions.get(secret.latest)
  if (content !== undefined && (latest === undefined || !sameContent(content, latest.content))) {
    secret.latest += 1
    secret.revisions.set(secret.latest, { content, expire, created: now, updated: now })
  } else if (latest !== undefined && expire !== undefined) {
    latest.expire = expire
    latest.updated = now
    delete latest.expireDue
    delete latest.expireAgain
  }
  if (label !== undefined) secret.label = label
  if (description !== undefined) secret.description = description
  if (rotate !== undefined) {
    secret.rotate = rotate
    const next = nextRotation(rotate, now)
    // A rotation that is due earlier stays (Juju: `state/secrets.go` secretRotationOps).
    if (next === undefined || secret.nextRotate === undefined || next < secret.nextRotate)
      secret.nextRotate = next
    if (secret.nextRotate === undefined) delete secret.rotateDue
  }
}

/** Removes what nobody can read any more of the secrets that the operator wants to be pruned. */
export function pruneSecrets({ secrets }: Pick<ModelState, "secrets">): void {
  for (const secret of secrets.values())
    if (secret.autoPrune) for (const revision of obsoleteRevisions(secret)) secret.revisions.delete(revision)
}

/** Removes revisions. A secret without revisions is removed as well. */
export function removeSecretRevisions(
  { secrets }: ModelState,
  secret: SecretState,
  which: ReadonlySet<number> | "all",
): void {
  for (const revision of which === "all" ? [...secret.revisions.keys()] : which)
    secret.revisions.delete(revision)
  if (secret.revisions.size === 0) secrets.delete(secret.id)
}
