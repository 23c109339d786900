import type {
  SecretRevision,
  WireCapabilities,
  WireDetails,
  WireDrain,
  WireOutcome,
  WireSecrets,
} from "../../wire.ts"
import type { DocumentDescription, Field, ListDescription, Shape } from "./field.ts"
import * as shape from "./patterns.ts"

const boolean = { kind: "boolean" } as const
const unsaid = { nullable: false, unsaid: true } as const
const hash: Field = {
  shape: shape.anyText,
  nullable: false,
  means: "The `sent_hash` of the request; with another one this does not count.",
}

const capabilityFields: Record<keyof WireCapabilities, Field> = {
  protocols: { ...unsaid, shape: { kind: "list", of: shape.protocol }, means: "What can be balanced." },
  algorithms: {
    ...unsaid,
    shape: { kind: "map", keys: shape.WORD, words: "words", of: { kind: "list", of: shape.word } },
    means: "Portable names, or the provider's own, each to the other words for it that are taken.",
  },
  max_ports: {
    ...unsaid,
    shape: shape.port,
    means: "How many pairs the `port_mapping` of one request may have.",
  },
  port_ranges: {
    ...unsaid,
    shape: { kind: "list", of: { kind: "pair", of: shape.port } },
    means: "The first and the last of the ports on which it can listen; several ranges add up.",
  },
  public: { ...unsaid, shape: boolean, means: "Whether requests with `public` true can be served." },
  internal: { ...unsaid, shape: boolean, means: "Whether requests with `public` false can be served." },
  sticky: { ...unsaid, shape: boolean, means: "Whether a client can stay with its backend." },
  health_checks: {
    ...unsaid,
    shape: { kind: "list", of: shape.protocol },
    means: "Protocols of health checks that are made; empty: none.",
  },
  tls_termination: { ...unsaid, shape: boolean, means: "Whether the load balancer can end TLS." },
  ingress_address: { ...unsaid, shape: boolean, means: "Whether an address can be asked for." },
}

/** What a provider writes under `capabilities`. */
export const CAPABILITIES: DocumentDescription = {
  name: "capabilities",
  means: "What a provider says that it can do, under the key capabilities of its application databag.",
  fields: capabilityFields,
  extension: true,
}

const outcomeFields: Record<keyof WireOutcome, Field> = {
  outcome: {
    shape: { kind: "choice", of: ["applied", "adjusted", "ignored"] },
    nullable: false,
    means: "`applied`: as asked. `adjusted`: done with another value. `ignored`: not done.",
  },
  value: {
    shape: { kind: "json" },
    nullable: true,
    default: null,
    sparse: true,
    means: "The value in effect, in the form that the field has in a request.",
  },
  why: { shape: shape.message, nullable: true, default: null, sparse: true, means: "Words for people." },
}

/** What became of one field of a request: a value in the details' `fields`. */
export const FIELD_OUTCOME: DocumentDescription = {
  name: "field-outcome",
  means: "What became of one field of a request.",
  fields: outcomeFields,
  extension: true,
}

const placesTo = (of: Shape): Shape => ({
  kind: "map",
  keys: shape.PLACE,
  words: "request fields, or places in them like health_checks[0].path",
  of,
})

const detailFields: Record<keyof WireDetails, Field> = {
  received_hash: {
    shape: shape.anyText,
    nullable: true,
    default: null,
    means: "That of the response; with another one, or null, this does not count.",
  },
  addresses: {
    shape: { kind: "list", of: shape.address },
    nullable: false,
    default: [],
    sparse: true,
    means: "All addresses of the load balancer, the response's first.",
  },
  ports: {
    shape: { kind: "ports" },
    nullable: false,
    default: {},
    sparse: true,
    means: "Port as it was asked for to the port that clients use; what is not there is as asked.",
  },
  fields: {
    shape: placesTo({ kind: "document", document: FIELD_OUTCOME }),
    nullable: false,
    default: {},
    sparse: true,
    means: "What became of the fields of the request; of what is not there, nothing is said.",
  },
  error_paths: {
    shape: placesTo(shape.message),
    nullable: false,
    default: {},
    sparse: true,
    means: "What is wrong in which place of the request; `error_fields` of the response has it by field.",
  },
  drained: {
    shape: shape.utcTime,
    nullable: true,
    default: null,
    sparse: true,
    means:
      "The `until` of the drain that is over: the load balancer has no connections any more, and the request can go.",
  },
}

/** What a provider writes under `details_<name>`. */
export const DETAILS: DocumentDescription = {
  name: "details",
  means: "What a provider says beyond its response, under the key details_<name> of its application databag.",
  fields: detailFields,
  extension: true,
}

const drainFields: Record<keyof WireDrain, Field> = {
  sent_hash: hash,
  until: {
    shape: shape.utcTime,
    nullable: false,
    means: "When the request goes at the latest, drained or not.",
  },
}

/** What a consumer writes under `drain_<name>`. */
export const DRAIN: DocumentDescription = {
  name: "drain",
  means:
    "That a request is about to be taken away, under the key drain_<name> of the consumer's application databag.",
  fields: drainFields,
  extension: true,
}

const revisionFields: Record<keyof SecretRevision, Field> = {
  id: { shape: shape.secretId, nullable: false, means: "Id of the secret, as secret-add gave it." },
  revision: {
    shape: { kind: "integer", lowest: 1, highest: Number.MAX_SAFE_INTEGER },
    nullable: false,
    means: "Goes up when the content changes, so that the databag changes too.",
  },
}

/** A revision of a Juju secret. */
export const SECRET_REVISION: DocumentDescription = {
  name: "secret-revision",
  means: "A revision of a Juju secret that is granted to the provider.",
  fields: revisionFields,
  extension: true,
}

const secretFields: Record<keyof WireSecrets, Field> = {
  sent_hash: hash,
  tls_key: {
    shape: { kind: "document", document: SECRET_REVISION },
    nullable: false,
    means: "The secret with the private key, which is under `tls-key` in its content.",
  },
}

/** What a consumer writes under `secrets_<name>`. */
export const SECRETS: DocumentDescription = {
  name: "secrets",
  means:
    "Where the private key of a request is, under the key secrets_<name> of the consumer's application databag.",
  fields: secretFields,
  extension: true,
}

/** What both sides write under `extensions`. */
export const EXTENSIONS: ListDescription = {
  name: "extensions",
  means: "What a side understands beyond version 1, under the key extensions of its application databag.",
  of: { kind: "choice", of: ["details", "drain", "secrets"] },
}
