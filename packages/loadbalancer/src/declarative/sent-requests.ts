import type { Databag } from "@charmkit/ops"
import type { ProviderRelation } from "../engine/responses/provider-relation.ts"
import type { TlsKeys } from "../engine/tls-key.ts"
import { drainKey, type WireRequest } from "../wire.ts"

const DECLARED = "declared_"

/**
 * Key in the requirer's application databag, with the id of a request that was sent because it was declared. By it any later leader, and any
 * later revision of the charm, knows which requests to withdraw when they are no longer declared. Providers ignore it.
 */
const declaredKey = (name: string): string => DECLARED + name

/**
 * Sends a declared request. A request that is sent already is not written again, because another text, even another hash, would be a new
 * request to the provider.
 * @returns whether the request was sent now
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

/** Withdraws a request: at once, or after its drain if the provider supports draining. */
export function withdraw(own: Databag, provider: ProviderRelation, name: string, drainSeconds: number): void {
  const isDraining = provider.snapshot.drainEnds(name) !== undefined
  if (isDraining ? !provider.isDrainOver(name) : provider.drain(own, name, drainSeconds)) return
  provider.remove(own, name)
  own.delete(declaredKey(name))
}

/** Withdraws requests that the charm no longer declares. Requests that `LBProvider` has sent are kept. */
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
