import type { Case, Databag, Suite } from "../case.ts"
import { PART_OF_KEY, PRIVATE_KEY } from "../certificate.ts"
import { CHANGED, PLACED, request, VERSION, WEB } from "../requests.ts"
import {
  answers,
  inRivalsRelation,
  isAbsent,
  isUnchanged,
  keepsBack,
  responsesAreCanonical,
  writesVersion,
} from "../responses.ts"
import { EXTENSIONS, TERMINATED } from "./provider-extensions.ts"
import { HEALTH } from "./provider-health.ts"
import { HOSTILE } from "./provider-hostile.ts"
import { OPTIONS } from "./provider-options.ts"

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

/** The request of another requirer: the same name and id, other ports. */
const RIVALS: Databag = request("web", { port_mapping: { 9443: 8443 } })

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
    id: "core/two-requirers",
    title: "requests with the same name and id of two requirers are answered each in its own relation",
    proves: "the **provider** (`provides`, any number of relations) sends responses.",
    steps: [
      { rival: "joins" },
      { rivalWrites: { ...VERSION, ...RIVALS } },
      inRivalsRelation(answers(RIVALS)),
      isUnchanged("response_web"),
      { write: CHANGED },
      answers(CHANGED),
      inRivalsRelation(answers(RIVALS)),
    ],
  },
  {
    id: "core/private-key",
    title: "a private key of a request is not in the provider's databag",
    proves: "The key is never written into `handled_<name>`.",
    steps: [
      { write: request("web", { ...TERMINATED, tls_key: PRIVATE_KEY }) },
      keepsBack(PART_OF_KEY, "the private key"),
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
  {
    id: "leadership/removed-at-once",
    title:
      "a removal and a new leader at the same time: it is neither missed nor undone, also not by a third leader",
    proves: "cleans up removed ones of this relation",
    python: "D12",
    steps: [
      { atOnce: [{ write: { request_web: null } }, { leader: "moves" }] },
      isAbsent("response_web", "handled_web"),
      { leader: "moves" },
      isAbsent("response_web", "handled_web"),
      { write: CHANGED },
      answers(CHANGED),
      { atOnce: [{ leader: "moves" }, { write: { request_web: null } }] },
      isAbsent("response_web", "handled_web"),
      { leader: "moves" },
      isAbsent("response_web", "handled_web"),
    ],
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
    id: "removal/other-requirer",
    title:
      "the end of another requirer's relation removes nothing of this one, which has a request of the same name",
    proves: "leader: all answered requests are removed",
    steps: [
      { rival: "joins" },
      { rivalWrites: { ...VERSION, ...RIVALS } },
      inRivalsRelation(answers(RIVALS)),
      { rival: "leaves" },
      isUnchanged("response_web"),
      { write: CHANGED },
      answers(CHANGED),
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
  cases: [...CORE, ...EXTENSIONS, ...HEALTH, ...OPTIONS, ...HOSTILE, ...LEADERSHIP, ...REMOVAL],
}
