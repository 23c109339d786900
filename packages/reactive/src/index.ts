export {
  type CharmDeclaration,
  type InterfaceClass,
  type InterfaceRegistration,
  peers,
  provides,
  type Role,
  requires,
} from "./charm/declaration.ts"
export { defineCharm, type HookOf, ReactiveCharm } from "./charm/define-charm.ts"
export { DeclarationError } from "./charm/errors.ts"
export type { Hook } from "./charm/hook.ts"
export { main } from "./charm/main.ts"
export { DispatchLoopError } from "./dispatch/errors.ts"
export { type DepartedUnit, Endpoint } from "./endpoint/endpoint.ts"
export type { EndpointRelation, EndpointUnit } from "./endpoint/endpoint-relation.ts"
export type { PublishedData, ReceivedData } from "./endpoint/views.ts"
export { FlagError } from "./flags/errors.ts"
export type { Flags } from "./flags/flags.ts"
export type { Trigger } from "./flags/triggers.ts"
export type { EndpointFlags, ReactiveInterface } from "./interfaces/endpoint-flags.ts"
export { InterfaceError } from "./interfaces/errors.ts"
export type { InterfaceHandlers } from "./interfaces/interface-handlers.ts"
export type { KeyValues } from "./kv/key-values.ts"
export type { StatusSetter, StatusTools } from "./status/status-layer.ts"
