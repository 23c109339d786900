import { ANSWER_RECORD } from "../schema/answer-record.ts"
import { CAPABILITIES } from "../schema/capabilities.ts"
import { DETAILS, FIELD_OUTCOME } from "../schema/details.ts"
import { BACKEND_HEALTH, HEALTH } from "../schema/health.ts"
import { HEALTH_CHECK } from "../schema/health-check.ts"
import { OPTIONS } from "../schema/options.ts"
import { REQUEST } from "../schema/request.ts"
import { DRAIN, SECRET_REVISION, SECRETS } from "../schema/request-extensions.ts"
import { RESPONSE } from "../schema/response.ts"
import type { Schema } from "../schema/schema.ts"

interface Description<S extends Schema> {
  readonly schema: S
  readonly means: string
  readonly fields: Readonly<Record<keyof S["fields"], string>>
}

/** The compiler finds a field without a meaning, and a meaning without a field. */
const describe = <S extends Schema>(
  schema: S,
  means: string,
  fields: Description<S>["fields"],
): Description<S> => ({
  schema,
  means,
  fields,
})

/**
 * The meaning of each document and field, for the JSON Schemas, the tables of PROTOCOL.md and `explain`. It is not part of the schemas,
 * because those are in the bundle of every charm.
 */
export const DESCRIPTIONS = [
  describe(
    REQUEST,
    "A request for a load balancer, under the key request_<name> of the requirer's application databag.",
    {
      id: "Made once, at random; stays the same for the life of the request.",
      name: "The same as in the key.",
      protocol: "The protocol to balance.",
      backends: "Addresses; if empty, the provider uses the addresses of the requirer's units.",
      port_mapping: "Port of the load balancer to port of the backends.",
      algorithm: "Ways to choose a backend, in order of preference.",
      sticky: "Whether a client stays with its backend.",
      health_checks: "How the load balancer tests whether a backend is alive.",
      public: "Whether the load balancer is reachable from outside the network of the cloud or cluster.",
      tls_termination: "Whether the load balancer terminates TLS.",
      tls_cert: "The certificate and its chain.",
      tls_key: "The private key as plain text; null too if it is in a Juju secret.",
      ingress_address: "The address that the load balancer should have.",
      sent_hash: "Hash of the request; the provider returns it as `received_hash`.",
    },
  ),
  describe(
    RESPONSE,
    "The response to a request, under the key response_<name> of the provider's application databag.",
    {
      address: "Address of the load balancer; required without an error.",
      error:
        "`unsupported`: the provider does not support the request. `provider_error`: it does, but failed.",
      error_message: "Explains the error to people.",
      error_fields: "Field of the request to its problem.",
      received_hash: "The `sent_hash` of the answered request, unchanged.",
    },
  ),
  describe(HEALTH_CHECK, "How the load balancer tests whether a backend is alive.", {
    protocol: "The protocol of the test.",
    port: "Port of the backend that is tested.",
    path: "URL path, for http and https.",
    interval: "Seconds between two checks.",
    retries: "Consecutive failures after which the backend counts as dead.",
  }),
  describe(
    ANSWER_RECORD,
    "Which request a response answers, under the key handled_<name> of the provider's own application databag.",
    {
      id: "The request's `id`.",
      fingerprint:
        "MD5 of the request's canonical text, `tls_key` included, and of its extensions; empty: the request is still to be served.",
      request: "The request as it was answered, `tls_key` null.",
      revoked: "Written by version 0.1.0: such a record counts as absent.",
    },
  ),
  describe(CAPABILITIES, "What a provider supports, under the key capabilities of its application databag.", {
    protocols: "Protocols that can be balanced.",
    algorithms: "Portable or provider-specific names, each with the aliases that the provider accepts.",
    max_ports: "The largest number of entries in a request's `port_mapping`.",
    port_ranges:
      "The first and the last of the ports on which the load balancer can listen; several ranges add up.",
    public: "Whether requests with `public` true can be served.",
    internal: "Whether requests with `public` false can be served.",
    sticky: "Whether a client can stay with its backend.",
    health_checks: "Supported protocols of health checks; empty: health checks are not supported.",
    tls_termination: "Whether the load balancer can terminate TLS.",
    ingress_address: "Whether a request can choose its address.",
    health: "Whether the health of each backend is reported; excludes no request.",
    options: "Supported fields of a request's options.",
  }),
  describe(
    DETAILS,
    "What a provider reports in addition to its response, under the key details_<name> of its application databag.",
    {
      received_hash: "The `received_hash` of the response; with another one, or null, the details are stale.",
      addresses: "All addresses of the load balancer, the response's first.",
      ports: "Requested port to the port on which the load balancer listens; missing ports are as requested.",
      fields: "Request field to its outcome; unknown for missing fields.",
      error_paths:
        "Place in the request to its problem; the response's `error_fields` has the problems by field.",
      drained:
        "The `until` of the completed drain: the load balancer has no connections any more, and the requirer may withdraw the request.",
    },
  ),
  describe(FIELD_OUTCOME, "How the provider treated one field of a request.", {
    outcome: "`applied`: as requested. `adjusted`: with another value. `ignored`: not at all.",
    value: "The effective value, in the form that the field has in a request.",
    why: "Explains the outcome to people.",
  }),
  describe(
    HEALTH,
    "Which backends of a request the provider considers alive, under the key health_<name> of its application databag.",
    {
      received_hash: "The `received_hash` of the response; with another one the health is stale.",
      reported: "When the provider wrote it.",
      backends: "Backend, as in the request or as the requirer's unit has published it, to its health.",
    },
  ),
  describe(BACKEND_HEALTH, "The health of one backend.", {
    state:
      "`up`: it gets connections. `down`: its checks fail, or it cannot be reached. `draining`: it gets no new connections.",
    since: "Since when it has this state.",
    why: "Why it is not up, for people.",
  }),
  describe(
    DRAIN,
    "That a request will be withdrawn, under the key drain_<name> of the requirer's application databag.",
    {
      sent_hash: "The `sent_hash` of the request; with another one the document is stale.",
      until: "When the requirer withdraws the request at the latest, drained or not.",
    },
  ),
  describe(
    SECRETS,
    "Where the private key of a request is, under the key secrets_<name> of the requirer's application databag.",
    {
      sent_hash: "The `sent_hash` of the request; with another one the document is stale.",
      tls_key: "The secret whose content has the private key under `tls-key`.",
    },
  ),
  describe(
    OPTIONS,
    "What operators ask of a load balancer in addition to the request, under the key options_<name> of the requirer's application databag.",
    {
      sent_hash: "The `sent_hash` of the request; with another one the document is stale.",
      source_ranges: "Clients whose address is in none of these networks are refused; empty: all are.",
      connect_timeout: "Seconds within which a backend has to accept a connection.",
      client_timeout: "Seconds for which a client may be silent while data is expected from it.",
      server_timeout: "Seconds for which a backend may be silent while data is expected from it.",
      idle_timeout: "Seconds without data in either direction after which a connection is closed.",
      max_connections: "Connected clients of each unit of the provider at a time.",
      backend_connections:
        "Connections of each unit of the provider to each backend and port at a time; further requests wait.",
      proxy_protocol: "Version of the PROXY protocol with which each connection to a backend begins.",
      check_timeout: "Seconds that a health check may take.",
      check_rise: "Consecutive successes after which a dead backend is alive.",
      check_codes: "Statuses with which a health check with http or https succeeds.",
      check_name: "Name in the Host header and in the TLS handshake (SNI) of health checks.",
      server_names: "Clients whose TLS handshake asks for none of these names (SNI) are refused.",
      weights:
        "Backend to its share of the connections relative to the others; 100 for backends that are not here.",
    },
  ),
  describe(SECRET_REVISION, "A revision of a Juju secret that is granted to the provider.", {
    id: "Id of the secret, as secret-add printed it.",
    revision: "Increases when the content changes, so that the databag changes too.",
  }),
] as const

/** Name of a document's schema. */
export type DocumentName = (typeof DESCRIPTIONS)[number]["schema"]["name"]

/** Returns the meaning of a document, or of one of its fields. */
export function meaningOf(schema: Pick<Schema, "name">, field?: string): string {
  const description = DESCRIPTIONS.find((one) => one.schema.name === schema.name)
  const fields: Readonly<Record<string, string>> = description?.fields ?? {}
  return (field === undefined ? description?.means : fields[field]) ?? ""
}
