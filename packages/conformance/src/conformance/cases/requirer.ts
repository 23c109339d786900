import { broken } from "loadbalancer-interface/testing"
import { requestNames } from "loadbalancer-interface/wire"
import type { Action, Case, Databag, Expectation, Suite } from "../case.ts"
import {
  forEachRequest,
  idsAreUnchanged,
  requestsAreUnchanged,
  requestsAreValid,
  requestsStayValid,
  sendsNothing,
  sendsSomething,
  VERSION,
} from "../requests.ts"
import { respondToAll, writesVersion } from "../responses.ts"
import { EXTENSIONS, SURVIVES_HEALTH } from "./requirer-extensions.ts"

const accept = respondToAll()

const CORE: readonly Case[] = [
  {
    id: "core/version",
    title: "the leader writes its version, and waits with requests for the provider's",
    proves: "sends requests once the provider's version is agreed",
    startsEmpty: true,
    steps: [writesVersion, sendsNothing],
  },
  {
    id: "core/request",
    title: "requests are sent, in canonical text with their hash",
    proves:
      "The requirer hashes the request with `sent_hash` null, stores the hash in `sent_hash` and writes the text.",
    startsEmpty: true,
    steps: [{ write: VERSION }, sendsSomething, requestsAreValid],
  },
  {
    id: "core/unchanged",
    title: "hooks without a change send the same text",
    proves: "A requirer that sends an unchanged request writes the same text, so Juju runs no hook.",
    steps: [{ poke: true }, { poke: true }, requestsAreUnchanged],
  },
  {
    id: "core/refused",
    title: "a refusal is read",
    proves: "After an error, the requirer may change or withdraw the request.",
    steps: [
      {
        writeFor: respondToAll({
          address: null,
          error: "unsupported",
          error_fields: { port_mapping: "not this port" },
        }),
      },
      requestsStayValid,
      { writeFor: respondToAll({ error: "provider_error", error_message: "out of order" }) },
      requestsStayValid,
    ],
  },
  {
    id: "core/stale",
    title: "a response to an earlier request is read",
    proves: "Charms do not get stale responses.",
    steps: [{ writeFor: respondToAll({ received_hash: "0".repeat(32) }) }, requestsAreUnchanged],
  },
]

/** The responses are spoilt in one way: no hook fails, and the requests stay. */
function hostile(
  id: Case["id"],
  title: string,
  proves: string,
  spoil: keyof typeof broken,
  python?: Case["python"],
): Case {
  const steps: (Action | Expectation)[] = [{ writeFor: spoilt(spoil) }, { poke: true }, requestsAreUnchanged]
  return { id, title, proves, steps, ...(python && { python }) }
}

function spoilt(way: keyof typeof broken): (written: Databag) => Databag {
  return (written) => {
    const good: Databag = { ...VERSION, ...accept(written) }
    const bad = requestNames(Object.keys(written)).reduce((bag, name) => broken[way](bag, name), good)
    const gone = Object.keys(good).filter((key) => bad[key] === undefined)
    return { ...bad, ...Object.fromEntries(gone.map((key) => [key, ""])) }
  }
}

const ISOLATED = "An unreadable document affects only its own key."
const BAD_VERSION = "Then ignore the relation: send no requests or responses, and treat nothing as removed."
const HOSTILE: readonly Case[] = [
  hostile("hostile/not-json", "a response that is no JSON", ISOLATED, "notJson", "D23"),
  hostile("hostile/cut-off", "a response of which the second half is missing", ISOLATED, "cutOff", "D23"),
  hostile("hostile/not-an-object", "a response that is a list", ISOLATED, "notAnObject", "D23"),
  hostile("hostile/incomplete", "a response with neither address nor error", ISOLATED, "incomplete", "D23"),
  hostile("hostile/wrong-type", "a response whose address is a number", ISOLATED, "wrongType", "D23"),
  hostile("hostile/unknown-error", "an error that no version has", ISOLATED, "unknownWord", "D23"),
  hostile(
    "hostile/newer-field",
    "a field of a newer provider",
    "it ignores unknown fields",
    "unknownField",
    "D23",
  ),
  hostile("hostile/version-garbage", "a version that is no number", BAD_VERSION, "badVersion", "D8"),
  {
    id: "hostile/version-0",
    title: "version 0",
    proves: BAD_VERSION,
    python: "D8",
    steps: [{ write: { version: "0" } }, { poke: true }, requestsAreUnchanged],
  },
  hostile(
    "hostile/version-missing",
    "a version that is missing for a while",
    "a requirer continues with a provider that has written any `response_<name>`",
    "noVersion",
  ),
  {
    id: "hostile/words",
    title: "messages with control characters, and responses to nobody",
    proves: "they are shown as one line of at most 10000 characters",
    steps: [
      {
        writeFor: (written) => ({
          ...forEachRequest(written, "response", () =>
            JSON.stringify({ error: "unsupported", error_message: "a\n\u001b[2Jb" }),
          ),
          response_nobody: "{",
        }),
      },
      { poke: true },
      requestsStayValid,
    ],
  },
  SURVIVES_HEALTH,
]

const LEADERSHIP: readonly Case[] = [
  {
    id: "leadership/same-request",
    title: "a new leader keeps the requests and their ids",
    proves: "Made once, at random; stays the same for the life of the request.",
    steps: [{ leader: "moves" }, idsAreUnchanged, requestsAreUnchanged],
  },
  {
    id: "leadership/answered",
    title: "a new response and the old leader's return change nothing",
    proves: "the same in all relations",
    steps: [
      { leader: "moves" },
      { writeFor: respondToAll({ address: "192.0.2.8" }) },
      { poke: true },
      requestsAreUnchanged,
    ],
  },
]

const REMOVAL: readonly Case[] = [
  {
    id: "removal/revoked",
    title: "a response is revoked",
    proves: "Deleting the key removes a request or response.",
    steps: [
      { writeFor: (written) => forEachRequest(written, "response", () => "") },
      { poke: true },
      requestsAreUnchanged,
    ],
  },
  {
    id: "removal/relation",
    title: "the relation ends, and in a new one the charm asks again",
    proves: "all responses are gone",
    steps: [
      { relation: "removed" },
      { relation: "added" },
      writesVersion,
      { write: VERSION },
      sendsSomething,
      requestsAreValid,
      { writeFor: accept },
    ],
  },
]

export const REQUIRER: Suite = {
  baseline: (written) => ({ ...VERSION, ...accept(written) }),
  cases: [...CORE, ...EXTENSIONS, ...HOSTILE, ...LEADERSHIP, ...REMOVAL],
}
