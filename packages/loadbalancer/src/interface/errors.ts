/** Why it cannot be done: only the leader may, there is no provider to ask, the request has gone. */
export type LoadBalancerErrorCode = "not-leader" | "relation-not-available" | "request-removed"

/** The interface was asked for something that cannot be done in this hook. The message says what to ask before. */
export class LoadBalancerError extends Error {
  override readonly name = "LoadBalancerError"
  /** For programs; the message is for people. */
  readonly code: LoadBalancerErrorCode

  constructor(code: LoadBalancerErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
