export type LoadBalancerErrorCode = "not-leader" | "relation-not-available" | "request-removed"

/** The interface was asked for something that cannot be done in this hook. The message says what to ask before. */
export class LoadBalancerError extends Error {
  override readonly name = "LoadBalancerError"
  readonly code: LoadBalancerErrorCode

  constructor(code: LoadBalancerErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
