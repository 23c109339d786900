/**
 * The one way from a charm to Juju: runs a hook tool and waits for its end.
 *
 * Implementations: `ProcessRunner` (the tool on PATH), and the test kit's (the tools of an embedded model).
 */
export interface HookToolRunner {
  /**
   * @param tool the tool's name: `relation-get`
   * @param stdin what the tool reads from standard input; without it the tool finds an empty one
   * @returns what the tool wrote to standard output, read as UTF-8
   * @throws HookToolError if the tool cannot be run or does not exit with 0
   */
  run(tool: string, args: readonly string[], stdin?: string): string
}
