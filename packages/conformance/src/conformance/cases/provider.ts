import type { Case, Databag, Suite } from "../case.ts"
import { announcesReadably, writesNoDetails, writesReadableDetails } from "../extensions.ts"
import { CHANGED, PLACED, request, VERSION, WEB } from "../requests.ts"
import {
  answers,
  isAbsent,
  isUnchanged,
  keepsBack,
  responsesAreCanonical,
  writesVersion,
} from "../responses.ts"
import { HOSTILE } from "./provider-hostile.ts"

const SECRET = "cHJpdmF0ZSBrZXkgb2YgY29uZm9ybWFuY2U="
const KEY = `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----\n`
const CERT = "-----BEGIN CERTIFICATE-----\nY29uZm9ybWFuY2U=\n-----END CERTIFICATE-----\n"

/** What a provider may refuse, but must answer. */
const UNUSUAL: Databag = {
  ...request("internal", { public: false }),
  ...request("datagrams", { protocol: "udp" }),
  ...request("sticky", { sticky: true, algorithm: ["no-such-algorithm"] }),
  ...request("terminated", { protocol: "https", tls_termination: true }),
  ...request("checked", {
    protocol: "http",
    health_checks: [{ protocol: "http", port: 8080, path: "/livez", interval: 7, retries: 2 }],
  }),
  ...request("two-ports", { port_mapping: { 80: 8080, 443: 8443 } }),
  ...PLACED,
}

const CORE: readonly Case[] = [
  {
    id: "core/version",
    title: "the leader writes its version before anything is asked",
    proves: "Each leader writes `version` first.",
    startsEmpty: true,
    steps: [writesVersion],
  },
  {
    id: "core/answer",
    title: "a request is answered, with its hash",
    proves: "The provider writes a response whose `received_hash` is that `sent_hash`, unchanged.",
    startsEmpty: true,
    steps: [{ write: { ...VERSION, ...WEB } }, answers(WEB)],
  },
  {
    id: "core/canonical",
    title: "responses are canonical text with valid values",
    proves: "All fields are always written, including defaults and nulls",
    steps: [responsesAreCanonical],
  },
  {
    id: "core/unchanged",
    title: "hooks without a change leave the response as it is",
    proves: "Every write of a databag runs a hook in each unit of the other side.",
    steps: [{ poke: true }, { poke: true }, isUnchanged("response_web")],
  },
  {
    id: "core/changed",
    title: "a changed request is answered again",
    proves: "A changed request has another hash, so the old response becomes **stale** immediately.",
    steps: [{ write: CHANGED }, answers(CHANGED)],
  },
  {
    id: "core/several",
    title: "whatever a requirer may ask gets an address or a refusal that says why",
    proves: "With an error, a non-empty `error_message` or at least one field in `error_fields` is required.",
    steps: [{ write: UNUSUAL }, answers(UNUSUAL), responsesAreCanonical],
  },
  {
    id: "core/any-hash",
    title: "a hash that the provider would compute otherwise is returned as it is",
    proves: "The provider accepts any string, or null.",
    steps: [
      { write: request("web", { sent_hash: "any-token.1" }) },
      answers(request("web", { sent_hash: "any-token.1" })),
    ],
  },
  {
    id: "core/private-key",
    title: "a private key of a request is not in the provider's databag",
    proves: "The key is never written into `handled_<name>`.",
    steps: [
      { write: request("web", { protocol: "https", tls_termination: true, tls_cert: CERT, tls_key: KEY }) },
      keepsBack(SECRET, "the private key"),
    ],
  },
]

const EXTENSIONS: readonly Case[] = [
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
    steps: [writesNoDetails],
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
]

const LEADERSHIP: readonly Case[] = [
  {
    id: "leadership/same-answer",
    title: "a new leader does not remove what is answered, and answers what changes",
    proves: "or the loss of leadership",
    steps: [{ leader: "moves" }, answers(WEB), { write: CHANGED }, answers(CHANGED)],
  },
  {
    id: "leadership/removed",
    title: "a new leader deletes the response to a request that is removed then",
    proves: "the same in all relations",
    python: "D12",
    steps: [{ leader: "moves" }, { write: { request_web: null } }, isAbsent("response_web", "handled_web")],
  },
]

const REMOVAL: readonly Case[] = [
  {
    id: "removal/request",
    title: "the response to a removed request is deleted, others stay",
    proves: "Deleting the key removes a request or response.",
    python: "D12",
    steps: [
      { write: request("next") },
      answers(request("next")),
      { write: { request_next: null } },
      isAbsent("response_next", "handled_next", "details_next"),
      isUnchanged("response_web"),
    ],
  },
  {
    id: "removal/again",
    title: "a request that was removed is answered when it is sent again",
    proves: "If the request still exists, it is new again.",
    steps: [{ write: { request_web: null } }, { write: CHANGED }, answers(CHANGED)],
  },
  {
    id: "removal/relation",
    title: "the relation ends, and a new one starts from nothing",
    proves: "leader: all answered requests are removed",
    steps: [
      { relation: "removed" },
      { relation: "added" },
      isAbsent("response_web"),
      { write: { ...VERSION, ...WEB } },
      answers(WEB),
    ],
  },
]

export const PROVIDER: Suite = {
  baseline: () => ({ ...VERSION, ...WEB }),
  followed: answers(WEB),
  cases: [...CORE, ...EXTENSIONS, ...HOSTILE, ...LEADERSHIP, ...REMOVAL],
}
