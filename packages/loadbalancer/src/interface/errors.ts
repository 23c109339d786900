/**
 * The reason of a `LoadBalancerError`: only the leader may do this, no provider is available, the request no longer exists, or the class
 * does not fit the endpoint.
 */
export type LoadBalancerErrorCode =
  | "not-leader"
  | "relation-not-available"
  | "request-removed"
  | "wrong-endpoint"

/** A call that is not possible now. The message says what to check before the call, or what to change. */
export class LoadBalancerError extends Error {
  override readonly name = "LoadBalancerError"
  /** The reason, for programs; the message is for people. */
  readonly code: LoadBalancerErrorCode

  constructor(code: LoadBalancerErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
