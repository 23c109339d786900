import type { Databag } from "@charmkit/ops"
import type { ProviderRelation } from "../engine/responses/provider-relation.ts"
import type { TlsKeys } from "../engine/responses/tls-keys.ts"
import { drainKey, type WireRequest } from "../wire.ts"

const DECLARED = "declared_"

/**
 * In the consumer's application databag: the id of a request that was sent because it was declared. Any later leader, and any later
 * version of the charm, can tell by it which requests to take back when they are not declared any more. Peers ignore it.
 */
const declaredKey = (name: string): string => DECLARED + name

/**
 * @returns whether there was something to send. For a request that stands there already nothing is written: another text, even
 * another hash, would be another request.
 */
export function sendDeclared(
  own: Databag,
  provider: ProviderRelation,
  wire: WireRequest,
  tlsKeys: TlsKeys,
): boolean {
  own.update({ [declaredKey(wire.name)]: wire.id, [drainKey(wire.name)]: "" })
  if (provider.isSent(wire, tlsKeys)) return false
  provider.write(own, wire, tlsKeys)
  return true
}

/** At once, or after its connections have ended if the provider can wait for that. */
export function withdraw(own: Databag, provider: ProviderRelation, name: string, drainSeconds: number): void {
  const isDraining = provider.snapshot.drainEnds(name) !== undefined
  if (isDraining ? !provider.isDrainOver(name) : provider.drain(own, name, drainSeconds)) return
  provider.remove(own, name)
  own.delete(declaredKey(name))
}

/** Takes back what an earlier version of the charm declared. What the classic form has sent stays. */
export function withdrawUndeclared(
  own: Databag,
  provider: ProviderRelation,
  isDeclared: (name: string) => boolean,
  drainSeconds: number,
): void {
  for (const key of own.keys().filter((one) => one.startsWith(DECLARED))) {
    const name = key.slice(DECLARED.length)
    if (isDeclared(name)) continue
    if (provider.snapshot.sentId(name) === own.get(key)) withdraw(own, provider, name, drainSeconds)
    else own.delete(key)
  }
}
