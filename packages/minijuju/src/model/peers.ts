import { knows, modelGone, newsFor, receive } from "../operator/cross-model.ts"
import type { Observer } from "../state/events.ts"
import type { ModelState } from "../state/model-state.ts"

/** A running model, as other models see it. */
export interface Peer {
  readonly state: ModelState
  readonly observer: Observer
  readonly stopping: boolean
  readonly isIdle: boolean
  /** The models that this one can reach, by UUID, itself among them. */
  peers: Map<string, Peer>
  changed(): void
  watch(listener: () => void): () => void
}

/** Lets two models, and those that each of them can reach already, reach each other. */
export function connect(one: Peer, other: Peer): void {
  const all = new Map(
    [one, other, ...one.peers.values(), ...other.peers.values()].map((each) => [each.state.uuid, each]),
  )
  for (const each of all.values()) each.peers = all
}

/**
 * Returns the models that have an offer or a relation in common with a model. In what they do they depend on each
 * other.
 */
export function neighboursOf({ state, peers }: Peer): Peer[] {
  return [...peers.values()].filter(
    (peer) =>
      peer.state !== state &&
      !peer.stopping &&
      (knows(state, peer.state.uuid) || knows(peer.state, state.uuid)),
  )
}

/**
 * Sends other models what concerns them. Only what is saved may be sent: otherwise a crash could leave them with
 * something that never happened.
 */
export function tellNeighbours(engine: Peer): void {
  const { state } = engine
  for (const peer of neighboursOf(engine)) {
    if (receive(peer.state, state.uuid, newsFor(state, peer.state.uuid), peer.observer)) peer.changed()
  }
}

/** Takes a model that is removed out of those that can be reached. */
export function disconnect(engine: Peer): void {
  const neighbours = neighboursOf(engine)
  engine.peers.delete(engine.state.uuid)
  for (const peer of neighbours) forgetModel(peer, engine.state.uuid)
}

/** Tells a model that another one is gone. */
export function forgetModel(engine: Peer, uuid: string): void {
  if (modelGone(engine.state, uuid, engine.observer)) engine.changed()
}
