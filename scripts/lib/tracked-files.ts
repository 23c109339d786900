import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"

/** Lists the repository's files, from its root. Untracked files count, so that a check gives the same result before and after `git add`. */
export function trackedFiles(root: string): string[] {
  const output = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 << 20,
  })
  return [...new Set(output.split("\0"))].filter((path) => path !== "" && existsSync(join(root, path))).sort()
}
