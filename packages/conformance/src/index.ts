/**
 * Drives a packed charm of either side of the interface `loadbalancer`, in any language, through the contract of PROTOCOL.md: on minijuju, or
 * with `JUJU=juju` on a controller.
 *
 * The charm is deployed together with a *probe*, a charm whose hooks do nothing. The other side's databags are written and read through it with
 * `juju exec`, so that a case is data: what happens (a write, a change of leader, the end of the relation), what must hold afterwards, and
 * the sentence of PROTOCOL.md that it proves. After each step the model becomes idle, and no hook may have failed.
 *
 * @module
 */
export type { Side } from "./conformance/charm-endpoint.ts"
export { type ConformanceOptions, checkConformance } from "./conformance/check-conformance.ts"
export type { KnownDefect } from "./conformance/known-defects.ts"
export type { CaseResult, Report } from "./conformance/report.ts"
export type { StageOptions } from "./conformance/stage.ts"
export { UsageError } from "./conformance/usage-error.ts"
