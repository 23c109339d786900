/** The caller's terminal. Results go to `out`, everything else to `err`, as with juju. */
export interface Console {
  out(text: string): void
  err(text: string): void
  /** Shows a question and resolves to the answer; undefined when there is none to be had. */
  ask(question: string): Promise<string | undefined>
  /** What the program was called as. */
  readonly program: string
  readonly isTerminal: boolean
}
