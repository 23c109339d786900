import { integer, nested, required, strict, time } from "./builders.ts"
import type { Schema, ValueOf } from "./schema.ts"
import { anyText, secretId } from "./vocabulary.ts"

/** The document under `drain_<name>` in the requirer's application databag. */
export const DRAIN = {
  name: "drain",
  title: "The drain",
  extension: true,
  fields: { sent_hash: required(anyText), until: required(time) },
} as const satisfies Schema

/**
 * The document under `drain_<name>`, which the requirer writes before it withdraws a request: the load balancer stops accepting new
 * connections and lets existing ones end.
 */
export interface WireDrain extends ValueOf<typeof DRAIN> {}

export const SECRET_REVISION = {
  name: "secret-revision",
  title: "The secret",
  extension: true,
  fields: { id: required(strict(secretId)), revision: required(integer(1, Number.MAX_SAFE_INTEGER)) },
} as const satisfies Schema

/** A revision of a Juju secret that the requirer has granted to the provider's application. */
export interface SecretRevision extends ValueOf<typeof SECRET_REVISION> {}

/** The document under `secrets_<name>` in the requirer's application databag. */
export const SECRETS = {
  name: "secrets",
  title: "The secrets",
  extension: true,
  fields: { sent_hash: required(anyText), tls_key: required(nested<SecretRevision>(SECRET_REVISION)) },
} as const satisfies Schema

/** The document under `secrets_<name>`, which the requirer writes for a request whose `tls_key` is null. */
export interface WireSecrets extends ValueOf<typeof SECRETS> {}
