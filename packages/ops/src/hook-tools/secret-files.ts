import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/**
 * Passes secret values to a tool as `key#file=PATH`, because arguments are visible in process lists and error messages. Only this user
 * (and the agent, which is root) can read the files; they are deleted when `call` returns.
 */
export function withSecretFiles<T>(
  content: Readonly<Record<string, string>>,
  call: (args: readonly string[]) => T,
): T {
  const dir = mkdtempSync(join(tmpdir(), "charm-secret-"))
  try {
    return call(
      Object.entries(content).map(([key, value], index) => {
        const path = join(dir, String(index))
        writeFileSync(path, value, { mode: 0o600, flag: "wx" })
        return `${key}#file=${path}`
      }),
    )
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
