import { renameSync, rmSync, writeFileSync } from "node:fs"

/** Writes a file that only this user can read. The write is atomic, even if the hook is killed. */
export function writePrivate(file: string, content: string): void {
  const part = `${file}.part`
  // A partial file of an earlier hook may have another mode.
  rmSync(part, { force: true })
  writeFileSync(part, content, { mode: 0o600, flag: "wx" })
  renameSync(part, file)
}
