/** A hook tool refuses a call: `exitCode` 2 for wrong usage, 1 otherwise. The message is printed after `ERROR `. */
export class ToolError extends Error {
  readonly exitCode: 1 | 2

  constructor(exitCode: 1 | 2, message: string) {
    super(message)
    this.name = "ToolError"
    this.exitCode = exitCode
  }
}

export function usageError(message: string): ToolError {
  return new ToolError(2, message)
}

export function runError(message: string): ToolError {
  return new ToolError(1, message)
}

/** Thrown when a tool reads standard input that was not sent: the client then calls again with it. */
export class NeedStdin extends Error {}

/** Refuses arguments beyond those that a tool takes. */
export function refuseSurplus(args: readonly string[]): void {
  if (args.length > 0)
    throw usageError(`unrecognized args: [${args.map((arg) => JSON.stringify(arg)).join(" ")}]`)
}
