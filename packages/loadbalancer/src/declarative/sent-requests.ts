import type { Databag } from "@charmkit/ops"
import { drop, put } from "../interface/bags.ts"
import { ackedKey, parseRequest, requestKey, requestText, sealRequest, type WireRequest } from "../wire.ts"

const DECLARED = "declared_"

/**
 * In the consumer's application databag: the id of a request that was sent because it was declared. Any later leader, and any later
 * version of the charm, can tell by it which requests to take back when they are not declared any more. Peers ignore it.
 */
const declaredKey = (name: string): string => DECLARED + name

/** Whether the databag holds this very request, whichever library wrote it, with a token that an answer can repeat. */
export function isSent(own: Databag, wire: WireRequest): boolean {
  const read = parseRequest(own.get(requestKey(wire.name)) ?? "")
  return read.ok && read.value.sent_hash !== null && bare(read.value) === bare(wire)
}

/**
 * @returns whether there was something to send. For a request that stands there already nothing is written: another text, even
 * another hash, would be another request.
 */
export function sendDeclared(own: Databag, wire: WireRequest): boolean {
  put(own, declaredKey(wire.name), wire.id)
  if (isSent(own, wire)) return false
  put(own, requestKey(wire.name), requestText(sealRequest(wire)))
  return true
}

export function withdraw(own: Databag, name: string): void {
  drop(own, requestKey(name))
  drop(own, ackedKey(name))
  drop(own, declaredKey(name))
}

/** Takes back what an earlier version of the charm declared. What the classic form has sent stays. */
export function withdrawForgotten(own: Databag, isDeclared: (name: string) => boolean): void {
  for (const key of own.keys().filter((one) => one.startsWith(DECLARED))) {
    const name = key.slice(DECLARED.length)
    if (isDeclared(name)) continue
    if (idOf(own, name) === own.get(key)) withdraw(own, name)
    else drop(own, key)
  }
}

function idOf(own: Databag, name: string): string | undefined {
  const read = parseRequest(own.get(requestKey(name)) ?? "")
  return read.ok ? read.value.id : read.remains.id
}

function bare(wire: WireRequest): string {
  return requestText({ ...wire, sent_hash: null })
}
