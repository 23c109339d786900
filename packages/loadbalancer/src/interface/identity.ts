import type { Model } from "@charmkit/ops"

/**
 * Returns the globally unique identity of a request: `<model uuid>/<application>/<endpoint>:<relation id>/<name>`. Juju never reuses the id of
 * a relation.
 */
export function identityOf(model: Model, endpoint: string, relationId: number, name: string): string {
  return `${prefixOf(model, endpoint)}${relationId}/${name}`
}

/** Parses an identity. @returns undefined for other texts, and for identities of another model, application or endpoint */
export function parseIdentity(
  model: Model,
  endpoint: string,
  text: string,
): { readonly relationId: number; readonly name: string } | undefined {
  const prefix = prefixOf(model, endpoint)
  if (!text.startsWith(prefix)) return undefined
  const [, id, name] = /^(\d{1,15})\/(.*)$/s.exec(text.slice(prefix.length)) ?? []
  return id === undefined || name === undefined ? undefined : { relationId: Number(id), name }
}

function prefixOf({ uuid, app }: Model, endpoint: string): string {
  return `${uuid}/${app.name}/${endpoint}:`
}
