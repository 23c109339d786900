import type { ModelState, SecretState } from "minijuju/state-transition"
import { type Identity, unitName } from "./identity.ts"
import type { DatabagContent, Secret } from "./state.ts"

/** Whether the tested charm owns the secret. */
export function isOwn({ owner }: Secret): boolean {
  return owner === "app" || owner === "unit"
}

export function addSecrets(model: ModelState, identity: Identity, secrets: readonly Secret[]): void {
  for (const secret of secrets) {
    const id = secret.id.replace(/^secret:/, "")
    model.secrets.set(id, secretState(identity, id, secret))
  }
}

function secretState(identity: Identity, id: string, secret: Secret): SecretState {
  const own = isOwn(secret)
  const numbers = Object.keys(secret.revisions).map(Number)
  const latest = Math.max(...numbers)
  const expire = secret.expire === null ? undefined : new Date(secret.expire)
  const state: SecretState = {
    id,
    owner:
      secret.owner === "app" ? identity.app : secret.owner === "unit" ? unitName(identity) : secret.owner,
    label: own ? secret.label : "",
    description: secret.description,
    rotate: secret.rotate,
    nextRotate: undefined,
    latest,
    revisions: new Map(
      Object.entries(secret.revisions).map(([number, content]) => [
        Number(number),
        { content: encoded(content), expire: Number(number) === latest ? expire : undefined },
      ]),
    ),
    // Another owner's secret is part of the state only if this unit may read it.
    grants: new Map(own ? Object.entries(secret.grants) : [[identity.app, -1]]),
    consumers: new Map(),
    removeShown: new Map(),
  }
  if (secret.tracked !== null)
    state.consumers.set(unitName(identity), {
      label: own ? "" : secret.label,
      revision: secret.tracked,
      notified: secret.tracked,
    })
  return state
}

/** The secrets that the unit can read or manage after the event. */
export function secretsOf(model: ModelState, identity: Identity, before: readonly Secret[]): Secret[] {
  const known = new Set(before.map(({ id }) => id))
  return [...model.secrets.values()].map((state) => {
    const owner =
      state.owner === identity.app ? "app" : state.owner === unitName(identity) ? "unit" : state.owner
    const consumer = state.consumers.get(unitName(identity))
    const own = owner === "app" || owner === "unit"
    const id = known.has(state.id) ? state.id : `secret:${state.id}`
    return {
      id,
      owner,
      label: own ? state.label : (consumer?.label ?? ""),
      description: state.description,
      rotate: state.rotate,
      expire: state.revisions.get(state.latest)?.expire?.toISOString() ?? null,
      revisions: Object.fromEntries(
        [...state.revisions].map(([number, { content }]) => [number, decoded(content)]),
      ),
      tracked: consumer?.revision ?? null,
      grants: own ? Object.fromEntries(state.grants) : {},
    }
  })
}

function encoded(content: DatabagContent): Map<string, string> {
  return new Map(
    Object.entries(content).map(([key, value]) => [key, Buffer.from(value, "utf8").toString("base64")]),
  )
}

function decoded(content: ReadonlyMap<string, string>): DatabagContent {
  return Object.fromEntries(
    [...content].map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]),
  )
}
