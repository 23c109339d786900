import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"

/** The repository's files, from its root. New ones count too, so that a check says the same before and after they are added. */
export function trackedFiles(root: string): string[] {
  const output = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 << 20,
  })
  return [...new Set(output.split("\0"))].filter((path) => path !== "" && existsSync(join(root, path))).sort()
}
