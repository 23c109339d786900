/** The class that speaks an interface has thrown, outside of any handler of the charm. */
export class InterfaceError extends Error {
  override readonly name = "InterfaceError"
  /** For programs; the message is for people. */
  readonly code = "interface"
  /** The endpoint whose interface it was. */
  readonly endpoint: string

  constructor(endpoint: string, className: string, doing: string, cause: unknown) {
    const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    super(`${className}, which speaks the interface of the endpoint ${endpoint}, failed ${doing}: ${text}`, {
      cause,
    })
    this.endpoint = endpoint
  }
}
