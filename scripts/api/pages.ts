import type { DeclarationReflection } from "typedoc"
import { type Place, summaryText } from "./comment-text.ts"
import { Links } from "./links.ts"
import { ownNames } from "./names.ts"
import type { Entry } from "./read-entries.ts"
import { firstSentence, renderName } from "./render-name.ts"

const CONTENTS = "README.md"

const HINT = "<!-- Written by `npm run api` from the docstrings. Change those. -->"

/** Renders all pages, file name to text: one for each entry, and the table of contents. */
export function renderPages(entries: readonly Entry[]): Map<string, string> {
  const links = new Links()
  for (const entry of entries) placeNames(entry, links)
  return new Map([
    [CONTENTS, contentsPage(entries, links)],
    ...entries.map((entry): [string, string] => [fileOf(entry), entryPage(entry, links)]),
  ])
}

/** Returns the file name of an entry's page. */
export function fileOf({ name }: Pick<Entry, "name">): string {
  return `${name.replace("@", "").replaceAll("/", ".")}.md`
}

/** Assigns anchors as Markdown hosts generate them for headings: in lower case, with a number for duplicates. */
function placeNames(entry: Entry, links: Links): void {
  const taken = new Map<string, number>()
  const anchorOf = (heading: string) => {
    const slug = heading.toLowerCase()
    const before = taken.get(slug) ?? 0
    taken.set(slug, before + 1)
    return before === 0 ? slug : `${slug}-${before}`
  }
  anchorOf(entry.name)
  for (const [group, names] of ownNames(entry)) {
    anchorOf(group)
    for (const name of names) links.add(name, fileOf(entry), anchorOf(name.name))
  }
}

function entryPage(entry: Entry, links: Links): string {
  const place = { file: fileOf(entry), links }
  return page([
    HINT,
    `# ${entry.name}`,
    introduction(entry, place),
    `[All pages](${CONTENTS})`,
    ...ownNames(entry).flatMap(([group, names]) => [
      `## ${group}`,
      ...names.map((name) => renderName(name, place)),
    ]),
    ...elsewhere(entry, place),
  ])
}

function contentsPage(entries: readonly Entry[], links: Links): string {
  const place = { file: CONTENTS, links }
  return page([
    HINT,
    "# API reference",
    ...entries.flatMap((entry) => [
      `## [${entry.name}](${fileOf(entry)})`,
      introduction(entry, place),
      ...ownNames(entry).map(([group, names]) =>
        [`${group}:`, "", ...names.map((name) => nameLine(name, place))].join("\n"),
      ),
    ]),
  ])
}

function nameLine(name: DeclarationReflection, place: Place): string {
  const sentence = firstSentence(name, place)
  return `- [\`${name.name}\`](${place.links.to(name, place.file)})${sentence === "" ? "" : ` – ${sentence}`}`
}

function introduction({ module, description }: Entry, place: Place): string {
  return summaryText(module.comment, place) || `${description}.`
}

/** Lists the names that another entry documents. */
function elsewhere({ module }: Entry, place: Place): string[] {
  const names = (module.children ?? []).flatMap((name) => {
    const target = name.isReference() ? name.tryGetTargetReflectionDeep() : undefined
    return target ? [`[\`${name.name}\`](${place.links.to(target, place.file)})`] : []
  })
  return names.length === 0 ? [] : ["## Also exported here", names.join(", ")]
}

function page(sections: readonly string[]): string {
  return `${sections.join("\n\n")}\n`
}
