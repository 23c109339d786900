import { answerRecordKey, negotiateVersion, requestKey, responseKey, VERSION_KEY } from "../../wire.ts"
import type { RelationView } from "../input/relation-view.ts"
import type { Exchange } from "./exchange.ts"
import { finding } from "./finding.ts"
import type { Finding, RequestState } from "./report.ts"

/** What follows from a request and its answer together. */
export function stateFindings(
  view: RelationView,
  exchange: Exchange,
  state: RequestState,
  consumerCounts: boolean,
): readonly Finding[] {
  const { name } = exchange
  const place = { side: "provider", key: responseKey(name) } as const
  switch (state) {
    case "stale":
      return [
        finding("open", "stale", place, {
          path: ["received_hash"],
          problem: "The response answers an earlier text of the request.",
          meaning:
            "The consumer does not use it. It is so for as long as the provider needs to see the change.",
          advice: "If it stays: look at the provider's leader, which has not answered the change.",
        }),
      ]
    case "unanswered":
      return [unanswered(view, exchange, consumerCounts)]
    case "leftover":
      return [leftover(exchange, consumerCounts)]
    case "revoked":
      return [
        finding("note", "revoked", place, {
          problem: "The provider has taken its answer back.",
          meaning: "It counts the request as dealt with until it changes.",
        }),
      ]
    case "unusable":
      return [keptForUnusable(exchange)]
    case "answered":
    case "refused":
      return exchange.changedSince === true ? [changed(exchange)] : []
    default:
      return []
  }
}

function unanswered(view: RelationView, { name }: Exchange, consumerCounts: boolean): Finding {
  const place = { side: "provider", key: responseKey(name) } as const
  const problem = "Nobody has answered."
  if (!consumerCounts) {
    return finding("open", "unanswered", place, {
      problem,
      meaning: "The provider does not look at the request before it sees the consumer's version.",
      advice: `The consumer's leader has to write ${VERSION_KEY}.`,
    })
  }
  if (negotiateVersion(view.provider.bag?.get(VERSION_KEY)).state === "missing") {
    return finding("open", "unanswered", place, {
      problem,
      meaning: "The provider has not even said which version it speaks.",
      advice: "See whether it has a leader, and whether its hooks fail: juju status, juju debug-log.",
    })
  }
  return finding("open", "unanswered", place, {
    problem,
    meaning: "The provider's leader has not seen the request yet, waits for something, or has failed.",
    advice: "See its status and log: juju status, juju debug-log.",
  })
}

function leftover({ name, responseText, note }: Exchange, consumerCounts: boolean): Finding {
  const key =
    responseText !== undefined ? responseKey(name) : note !== undefined ? answerRecordKey(name) : null
  if (key === null) {
    return finding(
      "note",
      "leftover",
      { side: "consumer", key: `acked_${name}` },
      {
        problem: "Something is acknowledged for a request that is gone.",
        meaning: "Nobody reads it.",
      },
    )
  }
  const place = { side: "provider", key } as const
  if (!consumerCounts) {
    return finding("open", "answer-without-request", place, {
      problem: "There is an answer, but no request.",
      meaning:
        "The consumer's version is not there either, so this does not count as a removal; nothing is cleaned up.",
      advice: "See whether the consumer has a leader, and whether its hooks fail.",
    })
  }
  return finding("open", "leftover", place, {
    problem: `There is an answer, but no ${requestKey(name)}: the request was withdrawn.`,
    meaning: "What was made for it may still be running. Providers with Python's library often leave it so.",
    advice: "The provider's leader has to clean up and revoke the response.",
  })
}

function keptForUnusable({ name, responseText }: Exchange): Finding {
  return finding(
    "open",
    "unusable",
    { side: "consumer", key: requestKey(name) },
    {
      problem: "The request cannot be used.",
      meaning:
        responseText === undefined
          ? "A provider with this library does not answer it."
          : "It is not a removal: a provider with this library leaves alone what it made for the earlier text.",
    },
  )
}

function changed({ name, beside }: Exchange): Finding {
  return finding(
    "open",
    "changed-since",
    { side: "provider", key: answerRecordKey(name) },
    {
      path: ["fingerprint"],
      problem:
        beside === undefined || beside.text === ""
          ? "The request was answered with other backends than it has now."
          : "The request was answered with other backends, without its draining, or with another private key.",
      meaning: "The consumer sees no difference, but the load balancer may send to the backends of before.",
      advice: "If it stays: look at the provider's leader, which has not dealt with the change.",
    },
  )
}
