/**
 * The only way out of a charm's process: runs one hook tool to its end.
 *
 * @returns its standard output
 * @throws HookToolError if it exits non-zero
 */
export interface HookToolRunner {
  run(tool: string, args: readonly string[], stdin?: string): string
}
