/** A hook tool refuses: `exitCode` 2 for wrong use, 1 for what cannot be done. The message follows `ERROR `. */
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

/** Thrown when a tool wants standard input that was not sent: the client sends it and calls again. */
export class NeedStdin extends Error {}
