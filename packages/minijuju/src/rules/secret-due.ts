import type { SecretHook } from "../state/hook.ts"
import type { ModelState } from "../state/model-state.ts"
import type { SecretState } from "../state/secret.ts"
import { nextRotation } from "../state/secret-rotation.ts"

/** A hook that did not do what it is for runs again after this time (Juju: `core/secrets/rotate.go`). */
const AGAIN_MS = 5 * 60_000

/** Marks rotations and expiries whose time has come. Returns whether there are any, and the time of the next one. */
export function markDueSecrets(
  { secrets }: ModelState,
  now: Date,
): { readonly found: boolean; readonly next: Date | undefined } {
  let found = false
  let next: Date | undefined
  const isDue = (time: Date | undefined) => {
    if (time === undefined) return false
    if (time <= now) {
      found = true
      return true
    }
    if (next === undefined || time < next) next = time
    return false
  }
  for (const secret of secrets.values()) {
    if (!secret.rotateDue && isDue(secret.nextRotate)) secret.rotateDue = true
    for (const revision of secret.revisions.values())
      if (!revision.expireDue && isDue(revision.expireAgain ?? revision.expire)) revision.expireDue = true
  }
  return { found, next }
}

/** Returns the hook for a revision that has expired, otherwise for a rotation that is due. */
export function dueSecretHook(secret: SecretState): SecretHook | undefined {
  const { id: secretId, label, latest, rotateDue, revisions } = secret
  const [expired] = [...revisions].find(([, { expireDue }]) => expireDue) ?? []
  if (expired !== undefined) return { kind: "secret-expired", secretId, label, revision: expired }
  return rotateDue ? { kind: "secret-rotate", secretId, label, revision: latest } : undefined
}

/** After secret-rotate: with a new revision, the next rotation is a period away; after secret-expired: the revision may have stayed. */
export function dueHookDone(secret: SecretState, { kind, revision }: SecretHook): void {
  const now = new Date()
  const again = new Date(now.getTime() + AGAIN_MS)
  if (kind === "secret-rotate") {
    delete secret.rotateDue
    const next = nextRotation(secret.rotate, now)
    secret.nextRotate = next === undefined || secret.latest > revision ? next : again
  } else {
    const expired = secret.revisions.get(revision)
    if (expired === undefined) return
    delete expired.expireDue
    if (expired.expire !== undefined && expired.expire <= now) expired.expireAgain = again
  }
}
