import { spawn } from "node:child_process"
import { once } from "node:events"

/** Milliseconds of a process from its start to its end. @throws Error if it does not end with 0 */
export async function processTime(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const started = performance.now()
  const child = spawn(file, args, { stdio: "ignore", env: { PATH: process.env.PATH ?? "", ...env } })
  const [code] = await once(child, "close")
  if (code !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${code}`)
  return performance.now() - started
}

/** The least that a hook in Node can take: what an empty program takes. */
export function bareNode(): Promise<number> {
  return processTime(process.execPath, ["-e", "0"])
}
