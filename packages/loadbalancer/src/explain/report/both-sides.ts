import type { Texts } from "../../engine/documents.ts"
import { OwnAnswers } from "../../engine/requests/own-answers.ts"
import { RequestsSnapshot } from "../../engine/requests/snapshot.ts"
import { ResponsesSnapshot } from "../../engine/responses/snapshot.ts"
import { type Negotiated, negotiateVersion, OWN_VERSION, VERSION_KEY } from "../../wire.ts"
import type { RelationView, Role } from "../input/relation.ts"
import type { Place } from "./finding.ts"

/** A relation as the engine of each side sees it. */
export interface BothSides extends RelationView {
  /** What the provider sees of the consumer, as if the consumer had said its version: a missing one is a finding of its own. */
  readonly requests: RequestsSnapshot
  /** What the provider has answered; undefined if its databag is not shown. */
  readonly answers: OwnAnswers | undefined
  /** What the consumer sees of the provider. */
  readonly responses: ResponsesSnapshot
}

/** Builds the snapshots that charms build in a hook. */
export function bothSides(view: RelationView): BothSides {
  const { consumer, provider } = view
  const answers = provider.bag && new OwnAnswers(provider.bag)
  const asked = consumer.bag && withVersion(consumer.bag)
  return {
    ...view,
    answers,
    requests: new RequestsSnapshot(asked, answers),
    responses: new ResponsesSnapshot(provider.bag, consumer.bag),
  }
}

function withVersion(bag: Texts): Texts {
  return { get: (key) => (key === VERSION_KEY ? OWN_VERSION : bag.get(key)), keys: () => bag.keys() }
}

/** Negotiates the version that a side has written. */
export function versionOf(sides: RelationView, side: Role): Negotiated["state"] {
  return negotiateVersion(sides[side].bag?.get(VERSION_KEY)).state
}

/** Reads a document of a side's databag; undefined if there is none. */
export function readAt<T>(
  sides: RelationView,
  side: Role,
  key: string,
  read: (text: string, place: Place) => T,
): T | undefined {
  const text = sides[side].bag?.get(key)
  return text === undefined ? undefined : read(text, { side, key })
}
