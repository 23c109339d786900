import { existsSync, readFileSync, statSync } from "node:fs"
import { join, posix } from "node:path"
import { pathToFileURL } from "node:url"
import { isAbsolute } from "./lib/build/repository-links.ts"
import { runCheck } from "./lib/command.ts"
import { markdownAnchors, markdownLinks } from "./lib/markdown-links.ts"
import { trackedFiles } from "./lib/tracked-files.ts"

const help = `
check-links: the links of all Markdown files lead somewhere in the repository

  - the file or folder is there
  - what stands after "#" is a heading of it

Links to other places are not followed. Those of the packages' tarballs are checked when they are made (npm run tarballs).

Run it from the root of the repository: npx tsx scripts/check-links.ts
`

export function checkLinks(root: string): string[] {
  const texts = trackedFiles(root).filter((path) => path.endsWith(".md"))
  return texts.flatMap((path) =>
    markdownLinks(readFileSync(join(root, path), "utf8"))
      .filter(({ target }) => !isAbsolute(target))
      .flatMap(({ line, target }) => {
        const problem = linkProblem(root, path, target)
        return problem === undefined ? [] : [`${path}:${line} links to ${target}, but ${problem}`]
      }),
  )
}

function linkProblem(root: string, from: string, target: string): string | undefined {
  const [file = "", anchor] = target.split("#")
  const path = file === "" ? from : posix.join(posix.dirname(from), file)
  if (!existsSync(join(root, path))) return `there is no ${path}`
  if (anchor === undefined) return undefined
  if (statSync(join(root, path)).isDirectory()) return `${path} is a folder, which has no headings`
  const anchors = markdownAnchors(readFileSync(join(root, path), "utf8"))
  return anchors.has(anchor) ? undefined : `${path} has no such heading`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  runCheck({ name: "links", help, check: checkLinks })
}
