import type { Deviations } from "./deviation.ts"

const RESPONSE_COMES_LATER = {
  defect: "L1, D22",
  what: "response_available waits for a response",
  outcome: { emitted: ["available"] },
}

const NUMERIC = ["10.0.0.2", "10.0.0.9", "10.0.0.10"]
const FOO = ["id-foo", "foo", NUMERIC]
const BAR = ["id-bar", "bar", ["192.0.2.99"]]
const ANSWER = (name: string) =>
  `{"address": "lb-${name}", "error": null, "error_fields": {}, "error_message": null, ` +
  '"received_hash": "4aef666d7293bb4652bbe638b21062a7"}'

const IN_NUMERIC_ORDER = {
  defect: "D19",
  what: "default backends are in the units' numeric order",
  outcome: { view_before: { all_requests: [FOO] } },
}
const TWO_NAMES = {
  defect: "L10, D16",
  what: "a request whose document has a name other than in its key is reported as invalid, and is not answered",
  outcome: {
    emitted: [],
    local_app_after: { 1: { version: "1" } },
    view_before: { all_requests: [], new_requests: [], is_changed: false },
  },
}
const NO_REMOVAL = { removed_requests: [], is_changed: false }

const ACKED_AT_ONCE = {
  defect: "L1, D22",
  what: "response_available comes with the first response; acknowledged there, no other event follows",
}
const AVAILABLE = { emitted: ["available"] }
const FIRST_RESPONSE = { emitted: ["response_available"] }

/** Deviations in whole hooks, and in exchanges between several units. */
export const DISPATCHES: Deviations = {
  "consumer_dispatch/remote-version-arrives": RESPONSE_COMES_LATER,
  "consumer_dispatch/remote-version-arrives-on-follower": RESPONSE_COMES_LATER,
  "consumer_dispatch/send-request": RESPONSE_COMES_LATER,
  "consumer_dispatch/resend-unchanged-request-keeps-id": RESPONSE_COMES_LATER,
  "consumer_dispatch/remote-version-2": RESPONSE_COMES_LATER,
  "consumer_dispatch/response-up-to-date": {
    defect: "L1, D22",
    what: "response_available comes with the first response",
    outcome: { emitted: ["response_available", "response_changed"] },
  },
  "consumer_dispatch/error-response-is-complete": {
    defect: "L1, D22",
    what: "response_available comes with the first response",
    outcome: { emitted: ["response_available", "response_changed"] },
  },
  "consumer_dispatch/follower-acks": {
    defect: "L1, D22",
    what: "response_available comes with the first response; acknowledged there, no other event follows",
    outcome: { emitted: ["response_available"] },
  },
  "consumer_dispatch/remove-request": {
    defect: "L1, D22",
    what: "response_available comes with the first response; withdrawn there, no other event follows",
    outcome: { emitted: ["response_available"] },
  },
  "consumer_dispatch/two-relations-raise": {
    defect: "L15, D27",
    what: "the relation with the lowest id is used",
    outcome: {
      emitted: ["available"],
      local_app_after: { 1: { version: "1" }, 2: { version: "1" } },
      view_before: { relation_id: 1, is_available: true },
    },
  },
  "consumer_dispatch/two-relations-one-breaking": {
    defect: "L15, D27",
    what: "the remaining relation is another one, so its event fires",
    outcome: { emitted: ["available"], view_before: { relation_id: 1, is_available: true } },
  },
  "consumer_dispatch/two-relations-other-event": {
    defect: "L15, D27",
    what: "the relation with the lowest id is used",
    outcome: { emitted: [], view_before: { relation_id: 1, is_available: true } },
  },
  "consumer_dispatch/invalid-response-after-ack": {
    defect: "L13, D23",
    what: "an unreadable response counts as missing, and nothing throws",
    outcome: {
      view_before: {
        all_requests: ["foo"],
        all_responses: [],
        complete_responses: [],
        revoked_responses: ["foo"],
      },
    },
  },
  "consumer_dispatch/malformed-response": {
    defect: "L6, D23",
    what: "an unreadable response counts as missing, and nothing throws",
    outcome: { emitted: [], view_before: { all_requests: ["foo"], all_responses: [], has_response: false } },
  },
  "consumer_dispatch/error-by-value-from-a-wrong-peer": {
    defect: "D31",
    what: "the display text is accepted",
    outcome: { view_before: { all_responses: [["foo", null]], complete_responses: [], has_response: false } },
  },
  "consumer_dispatch/remote-version-garbage": {
    defect: "L7, D8",
    what: "not negotiated",
    outcome: { emitted: [], view_before: { is_available: false, relation_id: null } },
  },
  "consumer_dispatch/remote-version-0": {
    defect: "L7, D8",
    what: "not negotiated",
    outcome: { emitted: [], view_before: { is_available: false, relation_id: null } },
  },
  "provider_dispatch/new-request": IN_NUMERIC_ORDER,
  "provider_dispatch/remote-version-padded": IN_NUMERIC_ORDER,
  "provider_dispatch/backend-address-change-makes-request-new": {
    ...IN_NUMERIC_ORDER,
    outcome: { view_before: { all_requests: [["id-foo", "foo", ["10.0.0.22", "10.0.0.9", "10.0.0.10"]]] } },
  },
  "provider_dispatch/two-requests-sorted-by-key": {
    ...IN_NUMERIC_ORDER,
    outcome: { view_before: { all_requests: [BAR, FOO] } },
  },
  "provider_dispatch/two-relations-sorted-by-id": {
    defect: "D19, D39",
    what: "a hook writes the version to its own relation only; numeric order",
    outcome: {
      local_app_after: { 3: {}, 7: { version: "1" } },
      view_before: { all_requests: [FOO, BAR] },
    },
  },
  "provider_dispatch/relation-departed-is-not-observed": {
    defect: "L2, D10",
    what: "departed is observed",
    outcome: { emitted: ["requests_changed"] },
  },
  "provider_dispatch/relation-broken-is-not-observed": {
    defect: "L2, D10, D4",
    what: "broken reports its requests as removed; before it, a record without response does not count as an answer",
    outcome: {
      emitted: ["requests_changed"],
      view_before: { all_requests: [FOO], new_requests: ["id-foo"], is_changed: true },
    },
  },
  "provider_dispatch/follower-without-permission-sees-everything-as-removed": {
    defect: "L4, D0",
    what: "an unreadable request is not removed",
    outcome: { emitted: [], view_before: NO_REMOVAL },
  },
  "provider_dispatch/follower-with-permission-cannot-answer": {
    defect: "D14, D19",
    what: "followers see requests, but none as new",
    outcome: { view_before: { all_requests: [FOO], new_requests: [], is_changed: false } },
  },
  "provider_dispatch/new-leader-sees-answered-request-as-new": {
    defect: "D4, D19",
    what: "the relation shows which requests are answered",
    outcome: { emitted: [], view_before: { all_requests: [FOO], new_requests: [], is_changed: false } },
  },
  "provider_dispatch/revoke": {
    defect: "D4, D19",
    what: "the request counts as answered, so there is no event in which the script could revoke",
    outcome: {
      emitted: [],
      local_app_after: { 1: { version: "1", response_foo: ANSWER("foo") } },
      view_before: { all_requests: [FOO], new_requests: [], is_changed: false },
    },
  },
  "provider_dispatch/leader-elected-emits-nothing": {
    defect: "L3, D11, D19",
    what: "leader-elected is observed",
    outcome: { emitted: ["requests_changed"], view_before: { all_requests: [FOO] } },
  },
  "provider_dispatch/invalid-update-of-known-request-looks-like-removal": {
    defect: "L5, D5",
    what: "an invalid request is reported as such",
    outcome: { emitted: [], view_before: NO_REMOVAL },
  },
  "provider_dispatch/malformed-json-crashes": {
    defect: "L6, D7",
    what: "the other requests are served",
    outcome: { emitted: ["requests_changed"], view_before: { all_requests: [BAR], removed_requests: [] } },
  },
  "provider_dispatch/own-invalid-response-hides-request": {
    defect: "D18, D19",
    what: "an unreadable own response does not count as an answer",
    outcome: {
      emitted: ["requests_changed"],
      view_before: { all_requests: [FOO], new_requests: ["id-foo"], is_changed: true },
    },
  },
  "provider_dispatch/remote-version-0": {
    defect: "L7, D8",
    what: "not negotiated",
    outcome: { emitted: [], view_before: NO_REMOVAL },
  },
  "provider_dispatch/remote-version-negative": {
    defect: "L7, D8",
    what: "not negotiated",
    outcome: { emitted: [], view_before: NO_REMOVAL },
  },
  "provider_dispatch/remote-version-garbage": {
    defect: "L7, D8",
    what: "not negotiated",
    outcome: { emitted: [], view_before: NO_REMOVAL },
  },
  "provider_dispatch/key-with-empty-name": TWO_NAMES,
  "provider_dispatch/name-inside-differs-from-key": TWO_NAMES,
  "flows/negotiate-request-answer-ack": { ...ACKED_AT_ONCE, outcome: { 2: AVAILABLE, 4: FIRST_RESPONSE } },
  "flows/backend-address-changes-are-answered-again-without-wire-change": {
    ...ACKED_AT_ONCE,
    outcome: { 1: AVAILABLE, 3: FIRST_RESPONSE },
  },
  "flows/request-removed": {
    defect: "L8, D12, L1, D22",
    what: "the response to a removed request is deleted",
    outcome: { 1: AVAILABLE, 3: FIRST_RESPONSE, 5: { local_app_after: { version: "1" } } },
  },
  "flows/response-revoked-and-given-again": {
    defect: "L1, D22",
    what: "response_available waits for a response, and fires again after the response was revoked",
    outcome: { 1: AVAILABLE, 3: FIRST_RESPONSE, 7: { emitted: ["response_available", "response_changed"] } },
  },
  "flows/provider-leadership-moves": {
    defect: "D0, D4, L4, L1, D22",
    what: "a new leader serves default backends once more at once, in leader-elected; a former one reports no removals",
    outcome: {
      2: AVAILABLE,
      5: { emitted: [] },
      6: { emitted: ["requests_changed"] },
      7: { emitted: [] },
    },
  },
  "flows/consumer-leadership-moves": {
    defect: "D28, L1, D22",
    what: "available fires in a new leader",
    outcome: {
      1: AVAILABLE,
      2: AVAILABLE,
      4: FIRST_RESPONSE,
      5: FIRST_RESPONSE,
      6: { emitted: ["available"] },
    },
  },
}
