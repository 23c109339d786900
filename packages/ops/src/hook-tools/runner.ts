/**
 * Runs a hook tool and waits for its end. All calls from a charm to Juju go through this interface.
 *
 * Implementations: `ProcessRunner` (a process per call), `SocketRunner` (the agent's RPC) and the test kit's (tools of an embedded model).
 */
export interface HookToolRunner {
  /**
   * @param tool the tool's name: `relation-get`
   * @param stdin the tool's standard input; default: empty
   * @returns what the tool wrote to standard output, read as UTF-8
   * @throws HookToolError if the tool cannot be run or does not exit with 0
   */
  run(tool: string, args: readonly string[], stdin?: string): string
}
