import { type KnownCapabilities, unsupportedFields, type WireRequest } from "loadbalancer-interface/wire"
import type { Action, Case, Databag, Expectation } from "../case.ts"
import { hasHealth, hasHealthOf, healthBelongsToResponses, keepsReports, reportedBefore } from "../health.ts"
import { canDo, capabilitiesIn, servesWeb } from "../needs.ts"
import { CHANGED, request } from "../requests.ts"
import { answers, isAbsent } from "../responses.ts"

/** What the requirer of a case writes first, and the address that its unit gets. */
const ASKS: Action = { write: { extensions: '["details", "health"]' } }
const [MOVED, AGAIN, NEXT] = ["192.0.2.9", "192.0.2.10", request("next")]

/** Seconds since a report: long ago, just now, and from a leader whose clock is ahead. */
const [OLD, FRESH, FUTURE] = [600, 5, -3600]

const needs = [canDo("with health true", "health", ({ health }) => health === true), servesWeb]

/** Requests that capabilities can exclude. */
const EXCLUDED: readonly Partial<WireRequest>[] = [
  { protocol: "udp" },
  { public: false },
  { sticky: true },
  { protocol: "https", tls_termination: true },
  { port_mapping: Object.fromEntries(Array.from({ length: 100 }, (_, port) => [10_000 + port, 8443])) },
  { port_mapping: { 1: 8443 } },
  { ingress_address: "192.0.2.77" },
]

/** The request of the baseline with fields that the capabilities exclude; empty if there are none. */
function excludedBy(can: KnownCapabilities): Databag {
  const plain = {
    protocol: "tcp",
    public: true,
    sticky: false,
    tls_termination: false,
    ingress_address: null,
  }
  const fields = EXCLUDED.find(
    (one) => unsupportedFields({ ...plain, port_mapping: { 10000: 8443 }, ...one }, can).length > 0,
  )
  return fields === undefined ? {} : request("web", fields)
}

const excludedIn = ({ capabilities }: Databag): Databag => excludedBy(capabilitiesIn(capabilities))

const answersExcluded: Expectation = {
  ...answers(request("web")),
  check: (seen) => answers(excludedIn(seen.written)).check(seen),
}

/**
 * Whether reports come when they should and only then. A backend that comes and one that goes are a change that the suite can make with every
 * provider: the address of the probe's unit. The age of a report is in the databag, so no case waits for a minute.
 */
export const HEALTH: readonly Case[] = [
  {
    id: "extensions/health",
    title: "a requirer that asks is told which backends are alive, for a changed request at once",
    proves: "writes it with the response or as soon as it knows the health",
    needs,
    steps: [ASKS, hasHealth("web"), { write: CHANGED }, answers(CHANGED), hasHealth("web")],
  },
  {
    id: "extensions/health-changed",
    title: "another backend is reported, if the last report is a minute old or from a clock that was ahead",
    proves: "A `reported` in the future does not count.",
    needs,
    steps: [
      ASKS,
      hasHealth("web"),
      reportedBefore({ web: OLD }),
      { address: MOVED },
      hasHealthOf("web", MOVED),
      reportedBefore({ web: FUTURE }),
      { address: AGAIN },
      hasHealthOf("web", AGAIN),
    ],
  },
  {
    id: "extensions/health-unchanged",
    title: "hooks without a change report nothing, however old the report is",
    proves: "another `since` or `why` is not written",
    needs,
    steps: [
      ASKS,
      hasHealth("web"),
      reportedBefore({ web: OLD }),
      { poke: true },
      { updateStatus: true },
      keepsReports("no backend has another state", "web"),
    ],
  },
  {
    id: "extensions/health-pause",
    title: "a relation gets at most one report a minute, whichever of its requests that was for",
    proves: "only if the latest `reported` of all `health_` keys of the relation is at least a minute ago",
    needs,
    steps: [
      ASKS,
      { write: NEXT },
      answers(NEXT),
      hasHealth("web"),
      hasHealth("next"),
      reportedBefore({ web: OLD, next: FRESH }),
      { address: MOVED },
      { updateStatus: true },
      keepsReports("a report is less than a minute old", "web", "next"),
    ],
  },
  {
    id: "extensions/health-first",
    title: "the first health of a response does not wait, and lets no other go before its time",
    proves: "The first health of a response is always written and opens no other key",
    needs,
    steps: [
      ASKS,
      hasHealth("web"),
      reportedBefore({ web: FRESH }),
      { address: MOVED },
      { write: NEXT },
      answers(NEXT),
      hasHealthOf("next", MOVED),
      keepsReports("it is less than a minute old", "web"),
    ],
  },
  {
    id: "extensions/health-refused",
    title: "a request that is refused has no health",
    proves:
      "only if the requirer announces `health` and the current response has no error; otherwise it deletes the key",
    needs: [
      ...needs,
      canDo("that exclude a request", undefined, (can) => excludedBy(can).request_web !== undefined),
    ],
    steps: [ASKS, hasHealth("web"), { writeFor: excludedIn }, answersExcluded, healthBelongsToResponses],
  },
  {
    id: "extensions/health-removed",
    title: "the health goes with the response",
    proves: "revoking the response deletes both",
    needs,
    steps: [
      ASKS,
      { write: NEXT },
      hasHealth("next"),
      { write: { request_next: null } },
      isAbsent("response_next", "health_next"),
      hasHealth("web"),
    ],
  },
  {
    id: "extensions/health-withdrawn",
    title: "a requirer that no longer asks gets no health",
    proves: "existing keys stay until the next write, which removes them",
    needs,
    steps: [
      ASKS,
      hasHealth("web"),
      { write: { extensions: null, ...CHANGED } },
      answers(CHANGED),
      isAbsent("health_web"),
    ],
  },
]
