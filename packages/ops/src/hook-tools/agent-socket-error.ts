/** The agent's socket could not be reached, or the connection was closed. */
export class AgentSocketError extends Error {
  readonly code = "agent-socket"
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
