import { badFields, broken } from "loadbalancer-interface/testing"
import type { Action, Case, Databag, Expectation } from "../case.ts"
import { CHANGED, PLACED, request, VERSION, WEB } from "../requests.ts"
import { answers, doesNotServe, isAbsent, isUnchanged } from "../responses.ts"

/** The bad request is not served, the good one in the same relation is, and an earlier one stays. */
function survives(bad: Databag, ...more: readonly Expectation[]): (Action | Expectation)[] {
  const good = request("good")
  return [{ write: { ...bad, ...good } }, answers(good), isUnchanged("response_web"), ...more]
}

/**
 * With this version, nothing is removed, and nothing new is answered until it is restored.
 *
 * @param name of a request that no other case sends: some providers leave its response behind
 */
function waitsDuring(version: string | null, name: string): (Action | Expectation)[] {
  const next = request(name)
  return [
    { write: { version, ...next } },
    isUnchanged("response_web"),
    isAbsent(`response_${name}`),
    { write: VERSION },
    answers(next),
  ]
}

const ISOLATED = "An unreadable document affects only its own key."
const bad = (spoil: (bag: Databag, name: string) => Databag) => spoil(request("bad"), "bad")

/** All values that a peer could write into a field and that cannot be used, each in a request of its own. */
const BAD_FIELDS: Databag = Object.assign(
  {},
  ...badFields.request.map(([, spoil], number) => spoil(request(`bad-${number}`), `bad-${number}`)),
)

/** What a provider must survive: each together with a good request, which it answers. */
export const HOSTILE: readonly Case[] = [
  {
    id: "hostile/not-json",
    title: "a request that is no JSON",
    proves: ISOLATED,
    python: "D7",
    steps: survives(bad(broken.notJson), doesNotServe("bad")),
  },
  {
    id: "hostile/not-an-object",
    title: "a request that is a list",
    proves: ISOLATED,
    python: "D7",
    steps: survives(bad(broken.notAnObject), doesNotServe("bad")),
  },
  {
    id: "hostile/bad-fields",
    title: `${badFields.request.length} requests with a field that is missing, of a wrong type, out of range or an injection`,
    proves: "Therefore no charm serves a request, or uses a response, that this table refuses.",
    python: "D7",
    steps: survives(BAD_FIELDS, doesNotServe(...badFields.request.map((_field, number) => `bad-${number}`))),
  },
  {
    id: "hostile/port-out-of-range",
    title: "a request for port 70000",
    proves: "Therefore no charm serves a request, or uses a response, that this table refuses.",
    python: "D33",
    steps: survives(bad(broken.impossible), doesNotServe("bad")),
  },
  {
    id: "hostile/other-name",
    title: "a request whose document has another name than its key",
    proves: "A request with another name is [unusable](#unusable-documents).",
    python: "D16",
    steps: survives(
      broken.otherName(request("misnamed"), "misnamed"),
      doesNotServe("misnamed"),
      isAbsent("response_someone-else"),
    ),
  },
  {
    id: "hostile/newer-field",
    title: "a field that no version has is ignored",
    proves: "it ignores unknown fields",
    python: "D5",
    steps: [{ write: broken.unknownField(request("newer"), "newer") }, answers(request("newer"))],
  },
  {
    id: "hostile/became-invalid",
    title: "a request that becomes unreadable is not removed",
    proves: "its load balancer stays.",
    python: "D7",
    steps: [{ write: broken.cutOff(WEB, "web") }, { poke: true }, { write: CHANGED }, answers(CHANGED)],
  },
  {
    id: "hostile/version-garbage",
    title: "a version that is no number",
    proves: "Then ignore the relation: send no requests or responses, and treat nothing as removed.",
    python: "D8",
    steps: waitsDuring("one", "meanwhile-word"),
  },
  {
    id: "hostile/version-0",
    title: "version 0",
    proves: "Then ignore the relation: send no requests or responses, and treat nothing as removed.",
    python: "D8",
    steps: waitsDuring("0", "meanwhile-0"),
  },
  {
    id: "hostile/version-missing",
    title: "a version that is missing for a while",
    proves: "Nothing counts as removed, and requests without a response wait.",
    steps: waitsDuring(null, "meanwhile-none"),
  },
  {
    id: "hostile/version-newer",
    title: "a requirer of a newer version",
    proves: "Never refuse anything because of a larger number",
    steps: [{ write: { version: "7", ...CHANGED } }, answers(CHANGED)],
  },
  {
    id: "hostile/bad-address",
    title: "a unit of the requirer whose address is no address",
    proves: "the unit is not used as a backend and is reported; other units are used",
    steps: [{ address: "10.0.0.1;\n} evil {" }, { write: PLACED }, answers(PLACED)],
  },
  {
    id: "hostile/own-response",
    title: "an unreadable response of its own is replaced",
    proves: "**Answered**: the provider's response is valid",
    python: "D18",
    steps: [{ spoil: { response_web: '{"address": 7}' } }, { poke: true }, answers(WEB)],
  },
]
