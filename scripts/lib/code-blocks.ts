/** A fenced block of a Markdown page. */
export interface CodeBlock {
  /** Line number of the fence, from 1. */
  readonly line: number
  /** What follows the fence: `ts`, `sh`, or the empty text. */
  readonly language: string
  readonly text: string
  /** The path before it, as in "`my-charm/src/charm.ts`:". */
  readonly file: string | undefined
  /** The text with the code around it that the page does not show. */
  readonly whole: string
}

const HIDDEN = /<!-- code:(?: (\S+))?\n((?:(?!-->)[\s\S])*)-->\s*$/
const NAMED = /`([^`\s]+\.\w+)`[^`\n]*:\s*$/

/**
 * Lists the fenced blocks of a page. A comment directly before a block can have code that readers do not need to see: `<!-- code:`, lines, `-->`.
 * The block follows these lines, or takes the place of a line `…`. A path after `code:` names the file, as a visible one before the block does.
 * A comment `<!-- file: PATH`, lines, `-->` is a whole file that the page does not show.
 */
export function codeBlocks(page: string): CodeBlock[] {
  const files = [...page.matchAll(/^<!-- file: (\S+)\n([\s\S]*?)^-->/gm)].map(
    ({ index, 1: file = "", 2: text = "" }) => ({
      line: page.slice(0, index).split("\n").length,
      language: file.slice(file.lastIndexOf(".") + 1),
      text,
      file,
      whole: text,
    }),
  )
  const blocks = [...page.matchAll(/^(```+)(\w*)\n([\s\S]*?)^\1$/gm)].map((match) => {
    const [, , language = "", text = ""] = match
    const before = page.slice(0, match.index)
    const hidden = HIDDEN.exec(before)
    const [, named] = NAMED.exec(hidden ? before.slice(0, hidden.index) : before) ?? []
    const [, file = named, code] = hidden ?? []
    return { line: before.split("\n").length, language, text, file, whole: around(code, text) }
  })
  return [...files, ...blocks]
}

function around(hidden: string | undefined, text: string): string {
  if (hidden === undefined) return text
  const [before = "", after] = hidden.split(/^\s*…\n/m)
  return after === undefined ? hidden + text : before + text + after
}
