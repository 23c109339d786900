import { serializeDrain, serializeSecrets, type WireRequest } from "loadbalancer-interface/wire"
import type { Action, Case } from "../case.ts"
import { CERTIFICATE, PART_OF_KEY } from "../certificate.ts"
import {
  announcesReadably,
  isDrained,
  isNotDrained,
  writesNothingUnasked,
  writesReadableDetails,
} from "../extensions.ts"
import { announces } from "../needs.ts"
import { CHANGED, idOf, request, sentHashOf, WEB } from "../requests.ts"
import { answers, doesNotServe, isAbsent, isUnchanged, keepsBack } from "../responses.ts"

/** Times that no drain of the suite reaches; the second one is that of a stale drain. */
const [UNTIL, NEVER] = ["2999-01-31T12:00:00Z", "2998-01-31T12:00:00Z"]
const DRAIN = { extensions: '["details"]', drain_web: drainOf(sentHashOf(WEB.request_web) ?? "") }
/** Withdraws the request together with its drain. */
const WITHDRAWN = { request_web: null, drain_web: null }

/** A request for TLS termination whose key is elsewhere. */
export const TERMINATED: Partial<WireRequest> = {
  protocol: "https",
  tls_termination: true,
  tls_cert: CERTIFICATE,
}
const KEYED = request("keyed", TERMINATED)

/** The probe's request with its key in a secret. */
function keyInSecret(granted: boolean, application?: string): Action {
  return {
    shareKey: {
      ...{ requestId: idOf(KEYED.request_keyed) ?? "", granted },
      ...(application !== undefined && { application }),
      write: (id) => ({
        ...KEYED,
        extensions: '["details"]',
        secrets_keyed: serializeSecrets({
          sent_hash: sentHashOf(KEYED.request_keyed) ?? "",
          tls_key: { id, revision: 1 },
        }),
      }),
    },
  }
}

/** Announcements, details and unreadable extensions; draining and keys in secrets. */
export const EXTENSIONS: readonly Case[] = [
  {
    id: "extensions/announcement",
    title: "what it announces can be read",
    proves:
      "Each leader writes `extensions` together with `version`: a sorted list of names, which the other side reads as a set.",
    steps: [announcesReadably],
  },
  {
    id: "extensions/not-asked",
    title: "a requirer without extensions gets none",
    proves:
      "a key that only the other side uses is written only while the other side announces that it supports it",
    steps: [writesNothingUnasked],
  },
  {
    id: "extensions/details",
    title: "details, if there are any, belong to the response",
    proves: "an extension of a response is current while its `received_hash` is that of the response",
    steps: [
      { write: { extensions: '["details"]' } },
      { write: CHANGED },
      answers(CHANGED),
      writesReadableDetails,
    ],
  },
  {
    id: "extensions/unreadable",
    title: "extensions that cannot be read change nothing",
    proves: "an unreadable value counts as absent, and never makes a request or a response unusable.",
    steps: [
      { write: { extensions: "{", drain_web: "junk", capabilities: "[" } },
      isUnchanged("response_web"),
      { write: request("next") },
      answers(request("next")),
    ],
  },
  {
    id: "extensions/drain",
    title: "a request without connections is drained, and then withdrawn",
    proves:
      "When the last connection has ended, it writes the `until` of the drain as `drained` into the details",
    needs: [announces("drain")],
    steps: [
      { write: DRAIN },
      isUnchanged("response_web"),
      isDrained(UNTIL),
      { write: WITHDRAWN },
      isAbsent("response_web", "details_web", "handled_web"),
    ],
  },
  {
    id: "extensions/drain-cancelled",
    title: "a request whose drain is cancelled is served again",
    proves: "If the drain is deleted, the fingerprint changes back: the request is new and is served again.",
    needs: [announces("drain")],
    steps: [
      { write: DRAIN },
      { write: { drain_web: null } },
      answers(WEB),
      { write: CHANGED },
      answers(CHANGED),
    ],
  },
  {
    id: "extensions/drain-stale",
    title: "a drain of an earlier text of the request is ignored",
    proves: "The `sent_hash` of the request; with another one the document is stale.",
    needs: [announces("drain")],
    steps: [
      { write: { ...DRAIN, drain_web: drainOf("0".repeat(32), NEVER) } },
      isUnchanged("response_web"),
      isNotDrained(NEVER),
    ],
  },
  {
    id: "extensions/key-in-secret",
    title: "a request with its key in a secret is answered, and the key is nowhere in the databag",
    proves: "The request has `tls_key` null, and `sent_hash` is the hash of that text.",
    needs: [announces("secrets")],
    steps: [
      keyInSecret(true),
      answers(KEYED),
      keepsBack(PART_OF_KEY, "the private key"),
      isUnchanged("response_web"),
    ],
  },
  {
    id: "extensions/key-not-granted",
    title: "a request whose key the provider cannot read waits for it",
    proves:
      "If the provider cannot read the secret itself, it does not serve the request yet, because a request without its key is a different request",
    needs: [announces("secrets")],
    steps: [keyInSecret(false), doesNotServe("keyed"), isUnchanged("response_web")],
  },
  {
    id: "extensions/key-of-another",
    title: "a key that another requirer's secret is bound to is not used",
    proves: "Therefore a provider uses a key only if `bound-to` matches the request exactly",
    needs: [announces("secrets")],
    steps: [keyInSecret(true, "another-requirer"), doesNotServe("keyed"), isUnchanged("response_web")],
  },
]

function drainOf(hash: string, until = UNTIL): string {
  return serializeDrain(hash, new Date(until))
}
