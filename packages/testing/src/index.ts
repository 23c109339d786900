/**
 * Tests of charms without a controller, in the test's own process, in milliseconds. `Context` runs one event in a state and returns the new
 * state; `inProcess` makes a charm deployable on a minijuju model, with real hooks in Juju's order.
 *
 * @module
 */

export type { CharmClass } from "@charmkit/ops"
export { Model, type ModelOptions, type RelationView } from "minijuju"
export { type InProcessOptions, inProcess } from "./in-process/in-process.ts"
export type { PathOrUrl } from "./in-process/path-or-url.ts"
export {
  network,
  OWN_ADDRESS,
  peerRelation,
  relation,
  secret,
  storage,
  unitData,
} from "./state-transition/builders.ts"
export { Context, type ContextOptions } from "./state-transition/context.ts"
export { CharmError, InconsistentStateError } from "./state-transition/errors.ts"
export type {
  AboutUnit,
  ActionJujuEvent,
  Events,
  JujuEvent,
  RelationJujuEvent,
  SecretJujuEvent,
  StorageJujuEvent,
} from "./state-transition/events.ts"
export type { CharmClassOf, Looks } from "./state-transition/recorded-class.ts"
export type { ActionOutcome, EmittedEvent, LogLine, ToolCall } from "./state-transition/records.ts"
export type {
  AnyRelation,
  DatabagContent,
  DeferredEvent,
  PeerRelation,
  Relation,
  Secret,
  State,
  StateInput,
  StatusOf,
  Storage,
} from "./state-transition/state.ts"
export type { Late } from "./stepped/due.ts"
export {
  type EndedHook,
  type StepOptions,
  SteppedModel,
  type StepsToRest,
} from "./stepped/stepped-model.ts"
