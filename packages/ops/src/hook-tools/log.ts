import type { HookToolRunner } from "./runner.ts"

export type JujuLogLevel = "TRACE" | "DEBUG" | "INFO" | "WARNING" | "ERROR" | "CRITICAL"

/** Linux takes 131,072 bytes for one argument, with its end mark; a little is left for safety. */
const MAX_BYTES = 131_000

/** Writes to Juju's log at once. Long messages become several lines, cut between characters. */
export function jujuLog(runner: HookToolRunner, level: JujuLogLevel, message: string): void {
  for (const part of splitUtf8(message, MAX_BYTES)) runner.run("juju-log", ["--log-level", level, "--", part])
}

/** Pieces of at most `maxBytes` bytes of UTF-8; no character is cut in two. Nothing for an empty text. */
export function splitUtf8(text: string, maxBytes: number): string[] {
  const bytes = Buffer.from(text, "utf8")
  const parts: string[] = []
  for (let at = 0; at < bytes.length; ) {
    let end = Math.min(at + maxBytes, bytes.length)
    // 10xxxxxx continues a character that began before.
    while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
    parts.push(bytes.toString("utf8", at, end))
    at = end
  }
  return parts
}
