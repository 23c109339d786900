import { existsSync, readFileSync, statSync } from "node:fs"
import { join, posix } from "node:path"
import { pathToFileURL } from "node:url"
import { isAbsolute } from "./lib/build/repository-links.ts"
import { runCheck } from "./lib/command.ts"
import { markdownAnchors, markdownLinks } from "./lib/markdown-links.ts"
import { trackedFiles } from "./lib/tracked-files.ts"

const help = `
check-links: the relative links of all Markdown files are valid

  - the file or folder exists
  - the part after "#" is one of its headings

Web addresses are not followed. Links in the packages' tarballs are checked by npm run tarballs.

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
