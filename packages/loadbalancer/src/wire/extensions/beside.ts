import type { Issue } from "../issue.ts"
import { drainKey, secretsKey } from "../keys.ts"
import type { WireRequest } from "../v1/request.ts"
import { parseDrain } from "./drain.ts"
import { parseSecrets, type SecretRevision } from "./secrets.ts"

/** What a consumer says beside a request, under keys of its own. */
export interface AskedBeside {
  readonly drainUntil: Date | undefined
  /** Where the private key is that the request leaves out. */
  readonly tlsKey: SecretRevision | undefined
  /** For the request's fingerprint: empty if nothing is said. */
  readonly text: string
}

/**
 * What belongs to this very text of the request; what was said of an earlier one does not count.
 * @param bag the consumer's application databag
 */
export function readBeside(
  bag: { get(key: string): string | undefined },
  name: string,
  { sent_hash, tls_key }: WireRequest,
): AskedBeside | { readonly issues: readonly Issue[] } {
  const drain = readOf(bag.get(drainKey(name)), parseDrain)
  const drainUntil = drain?.ok === true && drain.value.sent_hash === sent_hash ? drain.value.until : undefined
  const secrets = tls_key === null ? readOf(bag.get(secretsKey(name)), parseSecrets) : undefined
  // Without its key the request is half a request.
  if (secrets?.ok === false && secrets.remains.sent_hash === sent_hash)
    return { issues: secrets.issues.map(({ message }) => ({ path: ["tls_key"], message })) }
  const tlsKey =
    secrets?.ok === true && secrets.value.sent_hash === sent_hash ? secrets.value.tls_key : undefined
  return {
    drainUntil: drainUntil === undefined ? undefined : new Date(drainUntil),
    tlsKey,
    text: [drainUntil ?? [], tlsKey === undefined ? [] : `${tlsKey.id} ${tlsKey.revision}`].flat().join(" "),
  }
}

function readOf<T>(text: string | undefined, parse: (text: string) => T): T | undefined {
  return text === undefined ? undefined : parse(text)
}
