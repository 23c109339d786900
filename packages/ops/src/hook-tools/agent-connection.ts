/** The agent could not be reached, or went away. */
export class AgentSocketError extends Error {
  readonly code = "agent-socket"
}

/** Bytes to and from the unit agent; each call waits, without going back to the event loop, and throws AgentSocketError. */
export interface AgentConnection {
  send(bytes: Uint8Array): void
  /** The next bytes, at least one. */
  receive(): Uint8Array
  close(): void
}

export function noAnswer(timeoutMs: number): AgentSocketError {
  return new AgentSocketError(`the unit agent did not answer within ${timeoutMs / 1000} s`)
}

export function closedByAgent(): AgentSocketError {
  return new AgentSocketError("the unit agent closed the connection")
}

export function unreachable(reason: string, cause?: unknown): AgentSocketError {
  return new AgentSocketError(`the unit agent cannot be reached (${reason})`, { cause })
}
