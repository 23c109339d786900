import type { WireRequest } from "../../schema/request.ts"
import type { SecretRevision } from "../../schema/request-extensions.ts"
import type { Issue } from "../issue.ts"
import { drainKey, EXTENSIONS_KEY, optionsKey, secretsKey } from "../keys.ts"
import { md5 } from "../md5.ts"
import { parsePythonJson } from "../python-json.ts"
import { parseDrain } from "./drain.ts"
import { parseSecrets } from "./secrets.ts"
import { parseExtensions } from "./supported-extensions.ts"

/** The extensions of a request, which the requirer writes under keys of their own. */
export interface RequestExtensions {
  readonly drainUntil: Date | undefined
  /** The Juju secret with the private key, if the request itself has none. */
  readonly tlsKey: SecretRevision | undefined
  /** Part of the request's fingerprint; empty without extensions. */
  readonly text: string
}

/** A databag, or anything else that maps the same keys to text. */
type Bag = { get(key: string): string | undefined }

/**
 * Reads the extensions whose `sent_hash` is that of the request. Those for an earlier text of the request are stale and ignored.
 * @param bag the requirer's application databag
 * @returns the issues if the secret's document is unreadable: without its key the request cannot be served
 */
export function readRequestExtensions(
  bag: Bag,
  name: string,
  { sent_hash, tls_key }: WireRequest,
): RequestExtensions | { readonly issues: readonly Issue[] } {
  const drain = readOf(bag.get(drainKey(name)), parseDrain)
  const drainUntil = drain?.ok === true && drain.value.sent_hash === sent_hash ? drain.value.until : undefined
  const secrets = tls_key === null ? readOf(bag.get(secretsKey(name)), parseSecrets) : undefined
  if (secrets?.ok === false && secrets.remains.sent_hash === sent_hash)
    return { issues: secrets.issues.map(({ message }) => ({ path: ["tls_key"], message })) }
  const tlsKey =
    secrets?.ok === true && secrets.value.sent_hash === sent_hash ? secrets.value.tls_key : undefined
  const options = currentOptions(bag, name, sent_hash)
  return {
    drainUntil: drainUntil === undefined ? undefined : new Date(drainUntil),
    tlsKey,
    text: [drainUntil, tlsKey && `${tlsKey.id} ${tlsKey.revision}`, options && md5(options)]
      .filter(Boolean)
      .join(" "),
  }
}

/**
 * Returns the text of the options that belong to a request; undefined if there are none. Text without a readable `sent_hash` belongs to each
 * version of the request, because its options could protect it. A requirer that no longer announces options leaves them behind.
 */
export function currentOptions(bag: Bag, name: string, sentHash: string | null): string | undefined {
  const text = bag.get(optionsKey(name))
  if (!text || !parseExtensions(bag.get(EXTENSIONS_KEY)).has("options")) return undefined
  const json = parsePythonJson(text)
  const hash = json.ok && json.value instanceof Map && json.value.get("sent_hash")
  return typeof hash === "string" && hash !== sentHash ? undefined : text
}

function readOf<T>(text: string | undefined, parse: (text: string) => T): T | undefined {
  return text === undefined ? undefined : parse(text)
}
