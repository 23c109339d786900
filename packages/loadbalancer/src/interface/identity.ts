import type { Model } from "@charmkit/ops"

/**
 * What tells one request from all others, of all models: `<model uuid>/<application>/<endpoint>:<relation id>/<name>`. Juju never gives the
 * id of a relation twice.
 */
export function identityOf(model: Model, endpoint: string, relationId: number, name: string): string {
  return `${prefixOf(model, endpoint)}${relationId}/${name}`
}

/** @returns undefined for what is no identity, or that of another model, application or endpoint */
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
