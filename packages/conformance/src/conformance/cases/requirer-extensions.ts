import {
  healthKey,
  OPTION_FIELDS,
  serializeDetails,
  serializeHealth,
  type UncheckedHealth,
  type WireDetails,
} from "loadbalancer-interface/wire"
import type { Action, Case, Databag, Expectation } from "../case.ts"
import { announcesReadably, writesCurrentExtensions, writesNoUnaskedKeys } from "../extensions.ts"
import { announces } from "../needs.ts"
import { writesOptions } from "../options.ts"
import {
  forEachRequest,
  requestsAreUnchanged,
  requestsAreValid,
  requestsStayValid,
  sendsSomething,
  sentHashOf,
} from "../requests.ts"
import { respondToAll } from "../responses.ts"

const ALL_EXTENSIONS = '["details", "drain", "options", "secrets"]'
const CAPABILITIES = JSON.stringify({ health: true, options: OPTION_FIELDS })
const REPORTED = "2026-01-31T12:00:00Z"
const REFUSED_OPTION = "options.idle_timeout"

/** What a provider writes about the backends of each request. */
function report(backends: UncheckedHealth["backends"], reported = REPORTED): Action {
  const healthOf = (hash: string | null) => serializeHealth({ received_hash: hash, reported, backends })
  return { writeFor: (written) => forEachRequest(written, "health", (text) => healthOf(sentHashOf(text))) }
}

function detailsOfAll(written: Databag, details: Partial<WireDetails>): Databag {
  const none = { addresses: [], ports: {}, fields: {}, error_paths: {}, drained: null }
  return forEachRequest(written, "details", (text) =>
    serializeDetails({ ...none, ...details, received_hash: sentHashOf(text) }),
  )
}

/** What a provider writes besides its responses, and what its announcements bring it. */
export const EXTENSIONS: readonly Case[] = [
  {
    id: "extensions/announced",
    title: "a provider that announces everything gets valid requests, and extensions that belong to them",
    proves: "an extension of a request while its `sent_hash` is that of the request",
    steps: [
      { write: { extensions: ALL_EXTENSIONS, capabilities: CAPABILITIES } },
      { poke: true },
      sendsSomething,
      requestsAreValid,
      writesCurrentExtensions,
    ],
  },
  {
    id: "extensions/drained-unasked",
    title: "details that report the end of a drain that the charm has not begun change nothing",
    proves: "It withdraws the request when the current details have the `until` of this drain as `drained`",
    steps: [
      {
        writeFor: (written) => ({
          extensions: '["details", "drain"]',
          ...detailsOfAll(written, { drained: "2999-01-31T12:00:00Z" }),
        }),
      },
      { poke: true },
      requestsAreUnchanged,
    ],
  },
  {
    id: "extensions/announcement",
    title: "what it announces can be read, and nothing is written that the provider does not read",
    proves: "If either side supports only version 1, only `extensions` and `capabilities` are written",
    steps: [announcesReadably, writesNoUnaskedKeys],
  },
  {
    id: "extensions/unreadable",
    title: "extensions that cannot be read change nothing",
    proves: "an unreadable value counts as absent, and never makes a request or a response unusable.",
    steps: [
      {
        writeFor: (written) => ({
          extensions: "{",
          capabilities: "[",
          ...forEachRequest(written, "details", () => "junk"),
        }),
      },
      requestsAreUnchanged,
    ],
  },
  {
    id: "extensions/health",
    title: "health of backends that changes, and ends, changes no request",
    proves: "Changed health is not a changed response.",
    steps: [
      { write: { capabilities: CAPABILITIES } },
      report({ "192.0.2.8": { state: "up" }, "backend.example": { state: "up" } }),
      requestsAreUnchanged,
      report(
        {
          "192.0.2.8": { state: "down", since: REPORTED, why: "status 503" },
          "backend.example": { state: "draining", why: "is drained" },
        },
        "2026-01-31T12:01:00Z",
      ),
      requestsAreUnchanged,
      report({}, "2026-01-31T12:02:00Z"),
      requestsAreUnchanged,
      { writeFor: (written) => forEachRequest(written, "health", () => "") },
      requestsAreUnchanged,
    ],
  },
  {
    id: "extensions/options",
    title: "options go with the requests to a provider that reads them",
    proves: "writes `options_<name>` with the request if the provider announces `options`",
    needs: [announces("options")],
    steps: [
      { write: { extensions: '["details", "options"]', capabilities: CAPABILITIES } },
      { poke: true },
      writesOptions,
      requestsAreValid,
    ],
  },
  {
    id: "extensions/options-refused",
    title: "a refusal for an option, which no field of version 1 can name, is read",
    proves: "the `error_fields` of version 1 cannot have it, so the response's `error_message` names it",
    steps: [
      {
        writeFor: (written) => ({
          extensions: '["details", "options"]',
          ...respondToAll({
            address: null,
            error: "unsupported",
            error_message: `${REFUSED_OPTION}: is not supported`,
          })(written),
          ...detailsOfAll(written, { error_paths: { [REFUSED_OPTION]: "is not supported" } }),
        }),
      },
      { poke: true },
      requestsStayValid,
    ],
  },
]

/** Texts under `health_…` that a charm must survive; `HASH` is the response's received_hash. */
const HOSTILE_HEALTH: readonly string[] = [
  "junk",
  "[]",
  "null",
  '{"received_hash": "HASH"}',
  `{"received_hash": "${"0".repeat(32)}", "reported": "${REPORTED}", "backends": {"192.0.2.8": {"state": "down"}}}`,
  '{"received_hash": "HASH", "reported": "yesterday", "backends": []}',
  `{"received_hash": "HASH", "reported": "${REPORTED}", "backends": {"192.0.2.8": {"state": "asleep"}}}`,
  `{"received_hash": "HASH", "reported": "${REPORTED}", "backends": {"a; b\\n}": {"state": "up"}}}`,
  `{"received_hash": "HASH", "reported": "${REPORTED}", "backends": {"192.0.2.8": {"state": "draining", "why": "a\\n\\u001b[2Jb"}}}`,
  `{"received_hash": "HASH", "reported": "9999-99-99T99:99:99Z", "backends": {"192.0.2.8": null}}`,
]

/** Beside good responses, and a report for a request that nobody has sent. */
export const SURVIVES_HEALTH: Case = {
  id: "hostile/health",
  title: `${HOSTILE_HEALTH.length} reports of health that cannot be read, are stale or an injection, and one for nobody`,
  proves: "an unreadable value counts as absent, and never makes a request or a response unusable.",
  steps: HOSTILE_HEALTH.flatMap((text): (Action | Expectation)[] => [
    {
      writeFor: (written) => ({
        capabilities: CAPABILITIES,
        ...forEachRequest(written, "health", (request) => text.replace("HASH", sentHashOf(request) ?? "")),
        [healthKey("nobody")]: text,
      }),
    },
    requestsAreUnchanged,
  ]),
}
