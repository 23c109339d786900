import {
  DEFAULT_INTERVAL,
  DEFAULT_RETRIES,
  ERROR_TYPES,
  type Handled,
  REQUEST_FIELDS,
  type WireHealthCheck,
  type WireRequest,
  type WireResponse,
} from "../../wire.ts"
import { CAPABILITIES, DETAILS, DRAIN, SECRETS } from "./extension-documents.ts"
import type { DocumentDescription, Field } from "./field.ts"
import * as shape from "./patterns.ts"

const healthCheckFields: Record<keyof WireHealthCheck, Field> = {
  protocol: { shape: shape.protocol, nullable: false, means: "How the backend is asked." },
  port: { shape: shape.port, nullable: false, means: "Port of the backend that is asked." },
  path: {
    shape: shape.urlPath,
    nullable: true,
    default: null,
    means: "For http and https: what is asked for.",
  },
  interval: {
    shape: shape.count,
    nullable: false,
    default: DEFAULT_INTERVAL,
    means: "Seconds between two checks.",
  },
  retries: {
    shape: shape.count,
    nullable: false,
    default: DEFAULT_RETRIES,
    means: "Failures in a row before the backend counts as dead.",
  },
}

/** A health check: an item of a request's `health_checks`. */
export const HEALTH_CHECK: DocumentDescription = {
  name: "health-check",
  means: "How the load balancer finds out whether a backend lives.",
  fields: healthCheckFields,
}

const requestFields: Record<keyof WireRequest, Field> = {
  id: {
    shape: shape.name,
    nullable: false,
    means: "Made once, at random; stays the same for the life of the request.",
  },
  name: { shape: shape.name, nullable: false, means: "The same as in the key." },
  protocol: { shape: shape.protocol, nullable: false, means: "What is balanced." },
  port_mapping: {
    shape: { kind: "ports" },
    nullable: false,
    means: "Port of the load balancer to port of the backends.",
  },
  backends: {
    shape: { kind: "list", of: shape.address },
    nullable: false,
    default: [],
    means: "Addresses; empty: those of the consumer's units.",
  },
  algorithm: {
    shape: { kind: "list", of: shape.word },
    nullable: false,
    default: [],
    means: "Ways to choose a backend, in order of preference.",
  },
  sticky: {
    shape: { kind: "boolean" },
    nullable: false,
    default: false,
    means: "Whether a client stays with its backend.",
  },
  health_checks: {
    shape: { kind: "list", of: { kind: "document", document: HEALTH_CHECK } },
    nullable: false,
    default: [],
    means: "Health checks.",
  },
  public: {
    shape: { kind: "boolean" },
    nullable: false,
    default: true,
    means: "Whether it is reachable from outside of the cloud's own network.",
  },
  tls_termination: {
    shape: { kind: "boolean" },
    nullable: false,
    default: false,
    means: "Whether the load balancer ends TLS.",
  },
  tls_cert: { shape: shape.pem, nullable: true, default: null, means: "Certificate, and its chain." },
  tls_key: {
    shape: shape.pem,
    nullable: true,
    default: null,
    means: "Private key as plain text; null too where it is in a Juju secret.",
  },
  ingress_address: {
    shape: shape.address,
    nullable: true,
    default: null,
    means: "The address that the load balancer should have.",
  },
  sent_hash: {
    shape: shape.token,
    nullable: true,
    default: null,
    means: "The token that the provider gives back as `received_hash`.",
  },
}

/** What a consumer writes under `request_<name>`. */
export const REQUEST: DocumentDescription = {
  name: "request",
  means: "What a consumer asks for, under the key request_<name> of its application databag.",
  fields: requestFields,
}

const responseFields: Record<keyof WireResponse, Field> = {
  address: {
    shape: shape.address,
    nullable: true,
    default: null,
    means: "Where the load balancer is; required without an error.",
  },
  error: {
    shape: { kind: "choice", of: Object.values(ERROR_TYPES) },
    nullable: true,
    default: null,
    means: "`unsupported`: cannot be done here. `provider_error`: it could, but failed.",
  },
  error_message: { shape: shape.message, nullable: true, default: null, means: "Words for people." },
  error_fields: {
    shape: { kind: "texts", keys: REQUEST_FIELDS, of: shape.message },
    nullable: false,
    default: {},
    means: "What is wrong with which field of the request.",
  },
  received_hash: {
    shape: shape.anyText,
    nullable: true,
    default: null,
    means: "The `sent_hash` of the request that is answered, as it came.",
  },
}

/** What a provider writes under `response_<name>`. */
export const RESPONSE: DocumentDescription = {
  name: "response",
  means: "What a provider answers, under the key response_<name> of its application databag.",
  fields: responseFields,
  rule: "address-or-explained-error",
}

const handledFields: Record<keyof Handled, Field> = {
  id: { shape: shape.anyText, nullable: false, means: "The request's `id`." },
  fingerprint: {
    shape: shape.md5,
    nullable: false,
    means:
      "MD5 of the request's canonical text, `tls_key` included, and of its extensions; empty: the request is still to be served.",
  },
  request: {
    shape: {
      kind: "document",
      document: { ...REQUEST, typesOnly: true, rule: "without-private-key" },
    },
    nullable: false,
    means: "The request as it was answered, `tls_key` null.",
  },
  revoked: {
    shape: { kind: "boolean" },
    nullable: false,
    default: false,
    sparse: true,
    means: "Written by version 0.1.0: such a record counts as absent.",
  },
}

/** What a provider notes for itself under `handled_<name>`. */
export const HANDLED: DocumentDescription = {
  name: "handled",
  means:
    "What a provider noted of a request that it answered, under the key handled_<name> of its application databag.",
  fields: handledFields,
}

/** Each with a schema of its own. */
export const DOCUMENTS = [
  REQUEST,
  RESPONSE,
  HEALTH_CHECK,
  HANDLED,
  CAPABILITIES,
  DETAILS,
  DRAIN,
  SECRETS,
] as const
