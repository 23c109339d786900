import { posix } from "node:path"

/** A page of the site. */
export interface Page {
  /** Path of the Markdown file, from the root of the repository. */
  readonly path: string
  /** Its name in the navigation. */
  readonly title: string
  /** Tutorial, how-to guides, reference or explanation. */
  readonly group: string
}

/** The file whose lists are the contents of the site. It is also the start page. */
export const CONTENTS = "docs/README.md"

/** The API pages on a code host. The site has TypeDoc's own pages instead. */
export const API_FOLDER = "docs/api/"

/** Lists the pages of the table of contents: under each `## Group`, a line `- [Title](path)` for each. */
export function readContents(text: string): Page[] {
  const folder = posix.dirname(CONTENTS)
  const pages: Page[] = []
  let group = ""
  for (const line of text.split("\n")) {
    group = /^## (.+)$/.exec(line)?.[1] ?? group
    const [, title, target] = /^- \[(.+?)\]\(([^)#]+\.md)\)/.exec(line) ?? []
    if (title === undefined || target === undefined) continue
    const path = posix.join(folder, target)
    if (!path.startsWith(API_FOLDER)) pages.push({ path, title: title.replaceAll("`", ""), group })
  }
  return pages
}
