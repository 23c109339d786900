import { startAndWait } from "./starter.ts"

/** Runs a process and returns its duration in milliseconds. @throws Error if it does not exit with 0 */
export async function processTime(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const { started, ended } = await startAndWait(file, args, env)
  return ended - started
}

/** Duration of an empty Node.js program: the lower bound of every hook in Node.js. */
export function bareNode(): Promise<number> {
  return processTime(process.execPath, ["-e", "0"])
}
