import { startAndWait } from "./starter.ts"

/** Milliseconds of a process from its start to its end. @throws Error if it does not end with 0 */
export async function processTime(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const { started, ended } = await startAndWait(file, args, env)
  return ended - started
}

/** The least that a hook in Node can take: what an empty program takes. */
export function bareNode(): Promise<number> {
  return processTime(process.execPath, ["-e", "0"])
}
