/**
 * Traces of a charm's hooks in OTLP. An entry of its own, because it has a statement that runs when it is imported: the process that sends
 * traces is the charm's own program.
 *
 * @module
 */

export { Tracing, type TracingOptions } from "./tracing/tracing.ts"
