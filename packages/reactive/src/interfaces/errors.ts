/** An interface class has thrown, outside of the charm's handlers. */
export class InterfaceError extends Error {
  override readonly name = "InterfaceError"
  /** For programs; `message` is for people. */
  readonly code = "interface"
  /** The endpoint of the interface. */
  readonly endpoint: string

  constructor(endpoint: string, className: string, doing: string, cause: unknown) {
    const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    super(
      `${className}, which implements the interface of the endpoint ${endpoint}, failed ${doing}: ${text}`,
      {
        cause,
      },
    )
    this.endpoint = endpoint
  }
}
