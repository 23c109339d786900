import { renameSync, rmSync, writeFileSync } from "node:fs"

/** For this user alone, and whole or not at all, at whatever moment the hook is killed. */
export function writePrivate(file: string, content: string): void {
  const part = `${file}.part`
  // A part that an earlier hook has left may have other rights.
  rmSync(part, { force: true })
  writeFileSync(part, content, { mode: 0o600, flag: "wx" })
  renameSync(part, file)
}
