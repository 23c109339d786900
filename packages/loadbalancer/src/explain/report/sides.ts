import type { Texts } from "../../engine/documents.ts"
import { OwnAnswers } from "../../engine/requests/own-answers.ts"
import { RequestsSnapshot } from "../../engine/requests/snapshot.ts"
import { ResponsesSnapshot } from "../../engine/responses/snapshot.ts"
import { type Negotiated, negotiateVersion, OWN_VERSION, VERSION_KEY } from "../../wire.ts"
import type { RelationView, Role } from "../input/relation.ts"
import type { Form, Reading } from "./form.ts"

/** A databag key. */
export interface KeyPlace {
  readonly side: Role
  readonly key: string
}

/** A relation as the engine of each side sees it: with the snapshots that charms build in a hook. */
export class BothSides {
  readonly view: RelationView
  /** What the provider sees of the consumer, as if the consumer had said its version: a missing one is a finding of its own. */
  readonly requests: RequestsSnapshot
  /** What the provider has answered; undefined if its databag is not shown. */
  readonly answers: OwnAnswers | undefined
  /** What the consumer sees of the provider. */
  readonly responses: ResponsesSnapshot

  constructor(view: RelationView) {
    const { consumer, provider } = view
    this.view = view
    this.answers = provider.bag && new OwnAnswers(provider.bag)
    this.requests = new RequestsSnapshot(consumer.bag && withVersion(consumer.bag), this.answers)
    this.responses = new ResponsesSnapshot(provider.bag, consumer.bag)
  }

  text({ side, key }: KeyPlace): string | undefined {
    return this.view[side].bag?.get(key)
  }

  /** Negotiates the version that a side has written. */
  version(side: Role): Negotiated["state"] {
    return negotiateVersion(this.text({ side, key: VERSION_KEY })).state
  }

  /** Reads a document; without a value if there is none. */
  read<T>(place: KeyPlace, reading: Reading<T>): Form<T> {
    const text = this.text(place)
    return text === undefined ? { value: undefined, findings: [] } : reading(text, place)
  }
}

function withVersion(bag: Texts): Texts {
  return { get: (key) => (key === VERSION_KEY ? OWN_VERSION : bag.get(key)), keys: () => bag.keys() }
}
