import {
  boolean,
  fieldNames,
  lenient,
  list,
  nested,
  nullable,
  optional,
  orEmpty,
  ports,
  required,
} from "./builders.ts"
import { HEALTH_CHECK, type WireHealthCheck } from "./health-check.ts"
import type { Schema, ValueOf } from "./schema.ts"
import { address, name, pem, protocol, token, word } from "./vocabulary.ts"

/** The document under `request_<name>` in the requirer's application databag. */
export const REQUEST = {
  name: "request",
  title: "The request",
  fields: {
    id: required(name),
    name: required(name),
    protocol: required(protocol),
    backends: optional(list(address), []),
    port_mapping: lenient(required(ports), orEmpty(ports)),
    algorithm: optional(list(word), []),
    sticky: optional(boolean, false),
    health_checks: optional(list(nested<WireHealthCheck>(HEALTH_CHECK)), []),
    public: optional(boolean, true),
    tls_termination: optional(boolean, false),
    tls_cert: nullable(pem),
    tls_key: nullable(pem),
    ingress_address: lenient(nullable(address), orEmpty(address)),
    sent_hash: nullable(token),
  },
} as const satisfies Schema

/** The document under `request_<name>`, with the field names of the wire. */
export interface WireRequest extends ValueOf<typeof REQUEST> {}

/** The field names of a request on the wire. */
export const REQUEST_FIELDS: readonly (keyof WireRequest)[] = fieldNames(REQUEST)
