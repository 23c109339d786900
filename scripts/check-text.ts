import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { runCheck } from "./lib/command.ts"
import { textProblems } from "./lib/text-rules.ts"
import { trackedFiles } from "./lib/tracked-files.ts"

const help = `
check-text: texts that no tracked file may contain

  - paths of one machine, hosts of package registries
  - markers of unfinished code
  - CI actions that are not pinned to a commit
  - code files of more than 300 lines, unless one of the first 5 says "Long because …"

Run it from the root of the repository: npx tsx scripts/check-text.ts
`

export function checkText(root: string): string[] {
  return trackedFiles(root).flatMap((path) => {
    const content = readFileSync(join(root, path))
    return content.includes(0) ? [] : textProblems(path, content.toString("utf8"))
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  runCheck({ name: "text", help, check: checkText })
}
