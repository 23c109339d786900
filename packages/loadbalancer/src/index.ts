export {
  LBProviderAvailable,
  LBRequestsChanged,
  LBResponseAvailable,
  LBResponseChanged,
} from "./classic/events-and-flags.ts"
export { LBConsumers, type LBConsumersOptions } from "./classic/lb-consumers.ts"
export { LBProvider, type LBProviderOptions } from "./classic/lb-provider.ts"
export { type Accepted, type Answer, accept, fail, later, reject } from "./declarative/answer.ts"
export { LBChanged } from "./declarative/events.ts"
export {
  type LoadBalancerHandlers,
  LoadBalancerProvider,
  type ReconcilingHandlers,
  type RequestToServe,
} from "./declarative/load-balancer-provider.ts"
export type {
  AbsentState,
  FailedState,
  InvalidState,
  LoadBalancerState,
  ReadyState,
  RejectedState,
  RevokedState,
  StaleState,
  UnreadableState,
  WaitingState,
  WithdrawnState,
} from "./declarative/load-balancer-state.ts"
export { LoadBalancers, type LoadBalancersOptions } from "./declarative/load-balancers.ts"
export type { RejectedFields, RequestPath } from "./declarative/request-path.ts"
export type { HealthCheckSpec, RequestDeclaration, RequestSpec } from "./declarative/request-spec.ts"
export type { ExistingLoadBalancer, Reconciliation } from "./engine/requests/reconcile.ts"
export type { TlsKeys } from "./engine/tls-key.ts"
export { BackendHealth, LBHealthChanged, LBProviderWithHealth } from "./health/backend-health.ts"
export { HealthReports } from "./health/health-reports.ts"
export type {
  EffectiveFields,
  FieldOutcome,
  FieldOutcomes,
  ReceivedOutcome,
  ResponseDetails,
} from "./interface/answer-details.ts"
export { type Capabilities, unsupportedFields } from "./interface/capabilities.ts"
export { LoadBalancerError, type LoadBalancerErrorCode } from "./interface/errors.ts"
export type { BackendReport, ReportedHealth } from "./interface/health.ts"
export { HealthCheck, type HealthCheckFields } from "./interface/health-check.ts"
export type { Options } from "./interface/options.ts"
export type {
  InvalidBackend,
  InvalidRequest,
  ReceivedRequest,
  RemovedRequest,
} from "./interface/received-request.ts"
export type {
  Freshness,
  InvalidResponse,
  ReceivedResponse,
  RevokedResponse,
} from "./interface/received-response.ts"
export { Request } from "./interface/request.ts"
export { Response } from "./interface/response.ts"
export { type ReadOptions, ReceivedOptions } from "./options/received-options.ts"
export { type OptionsDeclaration, RequestOptions } from "./options/request-options.ts"
export {
  type AlgorithmTable,
  type BackendState,
  chooseAlgorithm,
  type ErrorType,
  type Issue,
  PORTABLE_ALGORITHMS,
  type PortableAlgorithm,
  type Protocol,
  portableAlgorithm,
  ValidationError,
} from "./wire.ts"
