import type { Action, Case, Databag, Need } from "../case.ts"
import { announces, canDo, capabilitiesIn, ignoresOneOf, notAnnounced, servesWeb } from "../needs.ts"
import {
  refuses,
  refusesEach,
  servesEach,
  supportedBy,
  unsupportedBy,
  withEach,
  withOptions,
} from "../options.ts"
import { CHANGED, request, sentHashOf, WEB } from "../requests.ts"
import { answers, isUnchanged, serves } from "../responses.ts"

const ASKS = { extensions: '["details", "options"]' }
const GOOD = request("good")

/** Options that can be read and that no load balancer can apply. */
const IMPOSSIBLE = { source_ranges: "all" }

/** Texts under `options_…` that a provider must not serve: unreadable, out of range, injections, and what the page calls invalid in addition. */
const UNUSABLE: readonly (string | Readonly<Record<string, unknown>>)[] = [
  "{",
  "[]",
  '{"idle_timeout": 300}',
  { source_ranges: "all" },
  { source_ranges: ["10.0.0.0 8"] },
  { source_ranges: ["10.0.0.0/8\n} evil {"] },
  { source_ranges: ["10.0.0.0/999"] },
  { idle_timeout: 0 },
  { client_timeout: 86_401 },
  { max_connections: -1 },
  { proxy_protocol: "v3" },
  { check_codes: [] },
  { check_codes: ["299-200"] },
  { check_codes: ["200; evil"] },
  { check_name: "\u001b[2J" },
  { server_names: ["a example"] },
  { weights: { "192.0.2.8": 257 } },
  { weights: { "a; b": 1 } },
]
const BAD_NAMES = UNUSABLE.map((_text, number) => `bad-${number}`)
const BAD: Databag = Object.assign(
  {},
  ...UNUSABLE.map((options, number) => {
    const name = `bad-${number}`
    const bag = request(name)
    return typeof options === "string"
      ? { ...bag, [`options_${name}`]: options }
      : withOptions(bag, name, options)
  }),
)

/** Keys of extensions for the request web, which a provider that reads them must act on. */
const HASH = sentHashOf(WEB.request_web)
const UNREAD = {
  drain: { drain_web: JSON.stringify({ sent_hash: HASH, until: "2999-01-31T12:00:00Z" }) },
  options: withOptions({}, "web", IMPOSSIBLE, HASH),
  secrets: { secrets_web: JSON.stringify({ sent_hash: HASH, tls_key: "junk" }) },
} as const satisfies Readonly<Record<string, Databag>>
const WITHOUT_ANNOUNCEMENT = ["drain", "options", "secrets"] as const

const unread: Action = {
  writeFor(written) {
    const ignored = new Set<string>(notAnnounced(written, WITHOUT_ANNOUNCEMENT))
    const keys = WITHOUT_ANNOUNCEMENT.filter((name) => ignored.has(name)).map((name) => UNREAD[name])
    return Object.assign({ ...ASKS }, ...keys)
  },
}

const readsOptions: Need = announces("options")

/** Options of a request: served, refused by name, or not noticed at all. */
export const OPTIONS: readonly Case[] = [
  {
    id: "extensions/not-announced",
    title: "keys of extensions that it does not announce change nothing, whatever is in them",
    proves: "A side that does not support them ignores them",
    needs: [ignoresOneOf(...WITHOUT_ANNOUNCEMENT)],
    steps: [unread, { poke: true }, isUnchanged("response_web"), { write: GOOD }, answers(GOOD)],
  },
  {
    id: "extensions/options",
    title: "requests with the options that it supports are served",
    proves: "Supported fields of a request's options.",
    needs: [readsOptions, canDo("with options", "options", (can) => supportedBy(can).length > 0), servesWeb],
    steps: [
      {
        writeFor: ({ capabilities }) => ({ ...ASKS, ...withEach(supportedBy(capabilitiesIn(capabilities))) }),
      },
      servesEach(supportedBy),
      isUnchanged("response_web"),
    ],
  },
  {
    id: "extensions/options-unsupported",
    title: "each option that it does not support is refused by name, and no other request",
    proves: "A provider also refuses a request with an option that is not in `options`",
    needs: [
      readsOptions,
      canDo("that list options, but not all", "options", (can) => unsupportedBy(can).length > 0),
    ],
    steps: [
      {
        writeFor: ({ capabilities }) => ({
          ...ASKS,
          ...withEach(unsupportedBy(capabilitiesIn(capabilities))),
          ...GOOD,
        }),
      },
      refusesEach(unsupportedBy),
      answers(GOOD),
      isUnchanged("response_web"),
    ],
  },
  {
    id: "extensions/options-unusable",
    title: `${UNUSABLE.length} requests with options that cannot be read or used are refused, and no other request`,
    proves:
      "A provider must not serve a request with current options that it cannot read or does not support",
    needs: [readsOptions],
    steps: [
      { write: { ...ASKS, ...BAD, ...GOOD } },
      refuses(...BAD_NAMES),
      answers(GOOD),
      isUnchanged("response_web"),
    ],
  },
  {
    id: "extensions/options-changed",
    title: "options that come and go while the request stays are noticed",
    proves: "if the options are [current](#options) and the requirer announces `options`: the MD5",
    needs: [readsOptions, servesWeb],
    steps: [
      { write: { ...ASKS, ...withOptions({}, "web", IMPOSSIBLE, HASH) } },
      refuses("web"),
      { write: { options_web: null } },
      serves("web"),
    ],
  },
  {
    id: "extensions/options-stale",
    title: "options of an earlier text of the request are ignored",
    proves: "The `sent_hash` of the request; with another one the document is stale.",
    needs: [readsOptions, servesWeb],
    steps: [
      { write: { ...ASKS, ...withOptions({}, "web", IMPOSSIBLE, "0".repeat(32)) } },
      isUnchanged("response_web"),
      { write: CHANGED },
      answers(CHANGED),
      serves("web"),
    ],
  },
  {
    id: "extensions/options-left-behind",
    title: "options of a requirer that does not announce them are not read",
    proves: "A provider reads it only while the requirer announces `options`",
    needs: [readsOptions, servesWeb],
    steps: [
      { write: withOptions({ extensions: '["details"]' }, "web", IMPOSSIBLE, HASH) },
      { poke: true },
      isUnchanged("response_web"),
    ],
  },
]
