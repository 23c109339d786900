import { emptySecret } from "../rules/secret-update.ts"
import { unitApplication } from "../state/cross-model.ts"
import type { ModelState } from "../state/model-state.ts"
import { remoteOf } from "../state/offer-relations.ts"
import { isUnitName, type SecretRevision, type SecretState } from "../state/secret.ts"

/** Secrets between two models (Juju: `apiserver/facades/controller/crossmodelsecrets`). */
export interface SecretNews {
  /** Secrets that applications or units of the other model may read, or have read, by id. */
  readonly secrets: ReadonlyMap<string, SharedSecret>
  /** Which revisions of the other model's secrets are read here. */
  readonly reads: readonly SecretRead[]
}

/** A secret, as the model of its readers needs it. */
interface SharedSecret {
  /** The relation through which it was granted. */
  readonly token: string
  /** The number of the unit that owns it; undefined: the application. */
  readonly ownerUnit: number | undefined
  readonly latest: number
  readonly revisions: ReadonlyMap<number, Pick<SecretRevision, "content">>
  /** The relation of each grant, and the number of the unit that may read it; undefined: all units. */
  readonly grants: readonly { readonly token: string; readonly unit: number | undefined }[]
}

interface SecretRead {
  readonly id: string
  readonly token: string
  readonly unit: number
  readonly revision: number
}

/** Returns what another model must know of secrets. */
export function secretNews(state: ModelState, model: string): SecretNews {
  const secrets = new Map<string, SharedSecret>()
  const reads: SecretRead[] = []
  for (const secret of state.secrets.values()) {
    if (state.remotes.get(unitApplication(secret.owner))?.model === model)
      reads.push(...readsOf(state, secret))
    else {
      const shared = sharedWith(state, secret, model)
      if (shared !== undefined) secrets.set(secret.id, shared)
    }
  }
  return { secrets, reads }
}

function sharedWith(state: ModelState, secret: SecretState, model: string): SharedSecret | undefined {
  const isThere = (name: string) => state.remotes.get(unitApplication(name))?.model === model
  const granted = [...secret.grants].flatMap(([subject, relationId]) => {
    const { link, suspended } = state.relations.get(relationId) ?? {}
    const isSuspended = suspended !== undefined
    return link === undefined || !isThere(subject)
      ? []
      : [{ token: link.token, unit: numberOf(subject), isSuspended }]
  })
  const reader = [...secret.consumers.keys()].find(isThere)
  const token =
    granted[0]?.token ?? tokenWith(state, unitApplication(secret.owner), unitApplication(reader ?? ""))
  if (token === undefined) return undefined
  return {
    token,
    ownerUnit: numberOf(secret.owner),
    latest: secret.latest,
    revisions: secret.revisions,
    // Nobody reads through a relation that is suspended (Juju: `apiserver/facades/controller/crossmodelsecrets`).
    grants: granted.flatMap(({ isSuspended, ...grant }) => (isSuspended ? [] : [grant])),
  }
}

/** Returns the token of a relation between an application and one of another model. */
function tokenWith(state: ModelState, application: string, remote: string): string | undefined {
  const common = state.relations
    .of(remote)
    .find(({ endpoints }) => endpoints.some((end) => end.application === application))
  return common?.link?.token
}

function readsOf(state: ModelState, secret: SecretState): SecretRead[] {
  return [...secret.consumers].flatMap(([name, { revision }]) => {
    const token = tokenWith(state, unitApplication(name), unitApplication(secret.owner))
    const unit = numberOf(name)
    return token === undefined || unit === undefined ? [] : [{ id: secret.id, token, unit, revision }]
  })
}

/**
 * Stores the secrets of another model under the names that their owners have here: units read them like those of
 * their own model.
 * @returns whether anything has changed
 */
export function receiveSecrets(state: ModelState, from: string, { secrets, reads }: SecretNews): boolean {
  let changed = false
  for (const [id, shared] of secrets) changed = storeSecret(state, id, shared) || changed
  for (const { id, owner } of [...state.secrets.values()]) {
    if (state.remotes.get(unitApplication(owner))?.model !== from || secrets.has(id)) continue
    state.secrets.delete(id)
    changed = true
  }
  for (const { id, token, unit, revision } of reads) {
    const secret = state.secrets.get(id)
    const relation = relationWith(state, token)
    const remote = relation === undefined ? undefined : remoteOf(state, relation)
    if (secret === undefined || remote === undefined) continue
    const name = `${remote.name}/${unit}`
    if (secret.consumers.get(name)?.revision === revision) continue
    secret.consumers.set(name, { label: "", revision, notified: secret.latest })
    changed = true
  }
  return changed
}

function storeSecret(state: ModelState, id: string, shared: SharedSecret): boolean {
  const relation = relationWith(state, shared.token)
  const remote = relation === undefined ? undefined : remoteOf(state, relation)
  if (remote === undefined) return false
  const owner = shared.ownerUnit === undefined ? remote.name : `${remote.name}/${shared.ownerUnit}`
  const secret = state.secrets.get(id) ?? emptySecret(id, owner)
  const grants = new Map(
    shared.grants.flatMap(({ token, unit }) => {
      const granted = relationWith(state, token)
      const local = granted?.endpoints.find(({ application }) => !state.remotes.has(application))?.application
      if (granted === undefined || local === undefined) return []
      return [[unit === undefined ? local : `${local}/${unit}`, granted.id] as const]
    }),
  )
  const same =
    state.secrets.has(id) &&
    secret.latest === shared.latest &&
    sameKeys(secret.revisions, shared.revisions) &&
    sameKeys(secret.grants, grants)
  if (same) return false
  secret.latest = shared.latest
  replace(secret.grants, grants)
  secret.revisions.clear()
  // It expires in its own model.
  for (const [number, { content }] of shared.revisions)
    secret.revisions.set(number, { content, expire: undefined })
  state.secrets.set(id, secret)
  return true
}

/** Whether the operator sees the secret in this model's list: not if its owner is in another model. */
export function isForeign(state: ModelState, { owner }: Pick<SecretState, "owner">): boolean {
  return state.remotes.has(unitApplication(owner))
}

function relationWith(state: ModelState, token: string) {
  return [...state.relations.values()].find(({ link }) => link?.token === token)
}

function numberOf(name: string): number | undefined {
  return isUnitName(name) ? Number(name.split("/")[1]) : undefined
}

function sameKeys(a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>): boolean {
  return a.size === b.size && [...a.keys()].every((key) => b.has(key))
}

function replace<K, V>(target: Map<K, V>, source: ReadonlyMap<K, V>): void {
  target.clear()
  for (const [key, value] of source) target.set(key, value)
}
