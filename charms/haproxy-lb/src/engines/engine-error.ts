/** A configuration that could not be applied. The message is for the charm's log and status. */
export class EngineError extends Error {
  readonly code = "engine"
}
