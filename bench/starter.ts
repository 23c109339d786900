import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

/** Start and end of a process, in milliseconds of the monotonic clock, which all processes of a machine share. */
export interface Started {
  readonly started: number
  readonly ended: number
  /** What it wrote to file descriptor 3. */
  readonly text: string
}

let starter: ChildProcess | undefined

/**
 * Runs a program and waits for its end; calls must not overlap. @throws Error if it does not exit with 0
 */
export async function startAndWait(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Started> {
  // The starter exits together with this process, when its channel closes.
  starter ??= fork(fileURLToPath(new URL("./starter.cjs", import.meta.url)), { execArgv: [] })
  starter.ref()
  starter.channel?.ref()
  starter.send({ file, args, env: { PATH: process.env.PATH ?? "", ...env } })
  const [reply]: unknown[] = await once(starter, "message")
  starter.unref()
  starter.channel?.unref()
  const { started, ended, code, text } = readReply(reply)
  if (code !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${code}`)
  return { started, ended, text }
}

function readReply(reply: unknown): Started & { readonly code: unknown } {
  if (typeof reply !== "object" || reply === null)
    throw new Error("the starter of the benchmarks sent no reply")
  const { started, ended, code, text } = Object.fromEntries(Object.entries(reply))
  return { started: Number(started), ended: Number(ended), code, text: String(text) }
}
