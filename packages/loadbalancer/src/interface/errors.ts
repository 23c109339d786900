/**
 * Why it cannot be done: only the leader may, there is no provider to ask, the request has gone, the class does not fit the endpoint.
 */
export type LoadBalancerErrorCode =
  | "not-leader"
  | "relation-not-available"
  | "request-removed"
  | "wrong-endpoint"

/** The interface was asked for something that cannot be done. The message says what to ask before, or what to change. */
export class LoadBalancerError extends Error {
  override readonly name = "LoadBalancerError"
  /** For programs; the message is for people. */
  readonly code: LoadBalancerErrorCode

  constructor(code: LoadBalancerErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
