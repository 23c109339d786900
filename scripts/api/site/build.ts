import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { repositoryAddress } from "../../lib/build/published-manifest.ts"
import { fileOf } from "../pages.ts"
import { convertEntries, type Entry, entrySources } from "../read-entries.ts"
import { commandPages } from "./command-pages.ts"
import { CONTENTS, readContents } from "./contents.ts"
import { stagePages } from "./stage.ts"

/**
 * Builds the site with TypeDoc: the pages of the table of contents and the API, into a folder that it replaces. Returns the entries that the
 * site documents.
 */
export async function buildSite(root: string, out: string): Promise<Entry[]> {
  const pages = readContents(readFileSync(join(root, CONTENTS), "utf8"))
  const groups = [...new Set(pages.map(({ group }) => group))]
  const modules = new Map(entrySources(root).map((entry) => [fileOf(entry), `${htmlName(entry.name)}.html`]))
  const folder = mkdtempSync(join(tmpdir(), "site-"))
  try {
    const made = await commandPages("Reference")
    const staged = stagePages({ root, folder, pages, made, modules })
    const { application, project, entries } = await convertEntries(root, {
      name: "Juju charms in TypeScript",
      readme: staged.readme,
      projectDocuments: [...staged.documents],
      sourceLinkTemplate: `${repositoryAddress(root, "blob")}/{path}#L{line}`,
      customCss: join(import.meta.dirname, "site.css"),
      groupOrder: [...groups, "Modules", "*"],
      navigation: { includeGroups: true },
      searchInDocuments: true,
      validation: { invalidPath: false },
      hideGenerator: true,
    })
    for (const { name, module } of entries) module.name = name
    await application.generateDocs(project, out)
    return entries
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** TypeDoc's name of a module's file. */
function htmlName(entry: string): string {
  return entry.replace(/[^\w.-]/g, "_")
}
