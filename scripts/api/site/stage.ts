import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join, posix, relative } from "node:path"
import { repositoryAddress } from "../../lib/build/published-manifest.ts"
import { isAbsolute } from "../../lib/build/repository-links.ts"
import { mapLinks } from "../../lib/markdown-links.ts"
import { API_FOLDER, CONTENTS, type Page } from "./contents.ts"

/** A page that no file of the repository contains: it is made for the site. */
export interface MadePage extends Omit<Page, "path"> {
  readonly text: string
}

/** Files for TypeDoc. */
export interface Staged {
  readonly readme: string
  readonly documents: readonly string[]
}

interface Staging {
  readonly root: string
  /** Where the files are written. */
  readonly folder: string
  readonly pages: readonly Page[]
  readonly made: readonly MadePage[]
  /** HTML files of the entries' API pages in `modules/`, by the name of their Markdown file. */
  readonly modules: ReadonlyMap<string, string>
}

/**
 * Writes the pages into a folder in the form that TypeDoc reads: with title and group as front matter, and with links that lead to other
 * pages of the site, to an entry's API page, or to this version's files in the repository.
 */
export function stagePages({ root, folder, pages, made, modules }: Staging): Staged {
  const names = new Map(pages.map(({ path }, index) => [path, `${String(index).padStart(3, "0")}.md`]))
  names.set(CONTENTS, "index.md")
  const read = (path: string) =>
    mapLinks(readFileSync(join(root, path), "utf8"), (target) => {
      if (isAbsolute(target) || target.startsWith("#")) return target
      const [file = "", anchor] = target.split("#")
      const place = posix.join(posix.dirname(path), file).replace(/\/$/, "")
      const name = names.get(place) ?? names.get(`${place}/README.md`)
      if (name !== undefined) return withAnchor(name, anchor)
      const up = path === CONTENTS ? "" : "../"
      if (place === `${API_FOLDER}README.md`) return `${up}modules.html`
      if (place.startsWith(API_FOLDER)) {
        const page = modules.get(posix.basename(place))
        if (page === undefined) throw new Error(`${path} links to ${target}, which is no page of the API`)
        return `${up}modules/${page}`
      }
      // TypeDoc copies pictures with a relative path.
      if (/\.(png|svg)$/.test(place)) return relative(folder, join(root, place))
      const isFolder = existsSync(join(root, place)) && statSync(join(root, place)).isDirectory()
      return withAnchor(`${repositoryAddress(root, isFolder ? "tree" : "blob")}/${place}`, anchor)
    })
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const document = (name: string, { title, group }: Omit<Page, "path">, text: string) =>
    write(name, `---\ntitle: ${JSON.stringify(title)}\ngroup: ${JSON.stringify(group)}\n---\n${text}`)
  return {
    // TypeDoc has a title on the start page.
    readme: write("index.md", read(CONTENTS).replace(/^# .*\n+/, "")),
    documents: [
      ...pages.map((page) => document(names.get(page.path) ?? "", page, read(page.path))),
      ...made.map((page, index) => document(`made-${index}.md`, page, page.text)),
    ],
  }
}

function withAnchor(target: string, anchor: string | undefined): string {
  return anchor === undefined ? target : `${target}#${anchor}`
}
