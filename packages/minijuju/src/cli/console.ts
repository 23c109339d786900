/** The caller's terminal. Results go to `out`, everything else to `err`, as in juju. */
export interface Console {
  out(text: string): void
  err(text: string): void
  /** Prints a question and resolves to the answer; undefined when standard input has ended. */
  ask(question: string): Promise<string | undefined>
  /** The name under which the program was called. */
  readonly program: string
  readonly isTerminal: boolean
  /** Whether the caller wants colours, unless a flag says otherwise. */
  readonly hasColours: boolean
}
