import type { Databag } from "@charmkit/ops"
import { drop, put } from "../interface/bags.ts"
import { drainDeadline } from "../interface/drain-deadline.ts"
import type { ProviderRelation, TlsKeys } from "../interface/provider-relation.ts"
import { drainKey, parseRequest, requestKey, type WireRequest } from "../wire.ts"

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
  put(own, declaredKey(wire.name), wire.id)
  drop(own, drainKey(wire.name))
  if (provider.stands(own, wire, tlsKeys)) return false
  provider.write(own, wire, tlsKeys)
  return true
}

/** At once, or after its connections have ended if the provider can wait for that. */
export function withdraw(own: Databag, provider: ProviderRelation, name: string, drainSeconds: number): void {
  const ends = provider.drainEnds(name)
  const now = Date.now()
  if (ends === undefined && drainSeconds > 0) {
    if (provider.drain(own, name, drainDeadline(drainSeconds))) return
  } else if (ends !== undefined && ends.getTime() > now && !provider.isDrained(name)) return
  provider.remove(own, name)
  drop(own, declaredKey(name))
}

/** Takes back what an earlier version of the charm declared. What the classic form has sent stays. */
export function withdrawForgotten(
  own: Databag,
  provider: ProviderRelation,
  isDeclared: (name: string) => boolean,
  drainSeconds: number,
): void {
  for (const key of own.keys().filter((one) => one.startsWith(DECLARED))) {
    const name = key.slice(DECLARED.length)
    if (isDeclared(name)) continue
    if (idOf(own, name) === own.get(key)) withdraw(own, provider, name, drainSeconds)
    else drop(own, key)
  }
}

function idOf(own: Databag, name: string): string | undefined {
  const read = parseRequest(own.get(requestKey(name)) ?? "")
  return read.ok ? read.value.id : read.remains.id
}
