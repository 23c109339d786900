import {
  negotiateVersion,
  OWN_VERSION,
  parseRequest,
  requestKey,
  requestNames,
  responseNames,
  VERSION_KEY,
} from "../../wire.ts"
import type { Bag, RelationView, Role } from "../input/relation-view.ts"
import { finding } from "./finding.ts"
import type { Finding } from "./report.ts"

/** What is to be said of a relation as a whole. */
export function relationFindings({ consumer, provider }: RelationView): readonly Finding[] {
  return [
    ...ofVersion("consumer", consumer.bag),
    ...ofVersion("provider", provider.bag),
    ...ofForeignKeys("consumer", consumer.bag),
    ...ofForeignKeys("provider", provider.bag),
    ...ofIds(consumer.bag),
    ...ofSilence(consumer.bag),
  ]
}

function ofVersion(side: Role, bag: Bag | undefined): readonly Finding[] {
  if (bag === undefined) return []
  const place = { side, key: VERSION_KEY }
  const text = bag.get(VERSION_KEY)
  const version = negotiateVersion(text)
  if (version.state === "unusable") {
    return [
      finding("wrong", "version", place, {
        // The text itself stands beside this, where private keys are taken out of it.
        problem: "The version is not a whole number of 1 or more.",
        meaning:
          "The other side does not take part in this relation until that is mended; Python's library dies of it.",
        advice: `The ${side}'s leader has to write ${OWN_VERSION} there.`,
      }),
    ]
  }
  if (version.state === "agreed") return text?.trim() === OWN_VERSION ? [] : [newerVersion(side, text ?? "")]
  const keys = [...bag.keys()]
  const spoke = side === "consumer" ? requestNames(keys) : responseNames(keys)
  if (spoke.length === 0) {
    return [
      finding("open", "no-version", place, {
        problem: `The ${side} has not said which version it speaks.`,
        meaning:
          "Its leader writes that in its first hook of the relation; before it nothing is asked or answered.",
        advice: "If it stays: see whether it has a leader, and whether its hooks fail.",
      }),
    ]
  }
  return [
    finding("wrong", "no-version", place, {
      problem: `The ${side} has written ${side === "consumer" ? "requests" : "responses"}, but no version.`,
      meaning:
        "Python's library ignores the relation without it. This one goes on with what was answered before.",
      advice: `The ${side}'s leader has to write ${OWN_VERSION} there.`,
    }),
  ]
}

function newerVersion(side: Role, text: string): Finding {
  return finding(
    "note",
    "newer-version",
    { side, key: VERSION_KEY },
    {
      problem: `The ${side} speaks up to version ${text.trim().slice(0, 40)}.`,
      meaning: `Both use ${OWN_VERSION}, the highest that this library knows.`,
    },
  )
}

function ofForeignKeys(side: Role, bag: Bag | undefined): readonly Finding[] {
  const pattern =
    side === "consumer"
      ? /^(?:(?:response|handled|details)_|capabilities$)/
      : /^(?:request|acked|declared|drain|secrets)_/
  return [...(bag?.keys() ?? [])]
    .filter((key) => pattern.test(key))
    .map((key) =>
      finding(
        "note",
        "foreign-key",
        { side, key },
        {
          problem: "This key belongs into the other side's databag.",
          meaning: "Nobody reads it here.",
        },
      ),
    )
}

function ofIds(bag: Bag | undefined): readonly Finding[] {
  const first = new Map<string, string>()
  const found: Finding[] = []
  for (const name of requestNames([...(bag?.keys() ?? [])])) {
    const read = parseRequest(bag?.get(requestKey(name)) ?? "")
    if (!read.ok) continue
    const other = first.get(read.value.id)
    if (other === undefined) first.set(read.value.id, name)
    else found.push(sameId(name, other))
  }
  return found
}

function sameId(name: string, other: string): Finding {
  return finding(
    "wrong",
    "same-id",
    { side: "consumer", key: requestKey(name) },
    {
      path: ["id"],
      problem: `The id is that of ${requestKey(other)} too.`,
      meaning:
        "Python's providers tell requests apart by it, and take these for one that changes all the time.",
      advice: "The consumer's charm has to give each request its own id.",
    },
  )
}

function ofSilence(bag: Bag | undefined): readonly Finding[] {
  if (bag === undefined || requestNames([...bag.keys()]).length > 0) return []
  return [
    finding(
      "note",
      "nothing-asked",
      { side: "consumer", key: null },
      {
        problem: "The consumer asks for nothing.",
        meaning: "It has sent no request, or withdrawn all.",
      },
    ),
  ]
}
