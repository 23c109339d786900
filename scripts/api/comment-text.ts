import type { Comment, CommentDisplayPart } from "typedoc"
import type { Links } from "./links.ts"

/** The page that contains a text. */
export interface Place {
  readonly file: string
  readonly links: Links
}

/** Returns a docstring's text without its tags. */
export function summaryText(comment: Comment | undefined, place: Place): string {
  return comment ? partsText(comment.summary, place) : ""
}

/** Returns remarks and examples as paragraphs. */
export function bodyText(comment: Comment | undefined, place: Place): string {
  const tags = comment?.blockTags ?? []
  const paragraphs = tags.flatMap(({ tag, content }) => {
    const text = partsText(content, place)
    if (tag === "@remarks" || tag === "@example") return [text]
    if (tag === "@deprecated") return [`Deprecated. ${text}`.trim()]
    return []
  })
  return [summaryText(comment, place), ...paragraphs].filter((text) => text !== "").join("\n\n")
}

/** Returns `@returns` and `@throws`, one line each. */
export function outcomeLines(comment: Comment | undefined, place: Place): string[] {
  return (comment?.blockTags ?? []).flatMap(({ tag, content, typeAnnotation = "" }) => {
    const text = partsText(content, place)
    if (tag === "@returns") return [`Returns ${text}`]
    if (tag !== "@throws") return []
    return [`Throws ${linkFirstWord(`${typeAnnotation.replace(/[{}]/g, "")} ${text}`.trim(), place)}`]
  })
}

export function partsText(parts: readonly CommentDisplayPart[], place: Place): string {
  return parts
    .map((part) => (part.kind === "inline-tag" ? linkText(part, place) : part.text))
    .join("")
    .trim()
}

function linkText(part: Extract<CommentDisplayPart, { kind: "inline-tag" }>, place: Place): string {
  const { target, text } = part
  if (typeof target === "string") return `[${text}](${target})`
  const address = target && "kind" in target ? place.links.to(target, place.file) : undefined
  return address === undefined ? `\`${text}\`` : `[\`${text}\`](${address})`
}

// Most docstrings name an error's class without a link.
function linkFirstWord(text: string, place: Place): string {
  const word = /^`?([A-Z]\w*)`?/.exec(text)
  const address = word?.[1] === undefined ? undefined : place.links.toName(word[1], place.file)
  return word && address ? `[\`${word[1]}\`](${address})${text.slice(word[0].length)}` : text
}
