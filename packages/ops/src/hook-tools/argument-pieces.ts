/** Linux limits one argument of a process to 128 KiB (`MAX_ARG_STRLEN`), including the closing NUL byte. */
const LIMIT = 131_071

/** Splits a text into pieces that fit into one argument, never inside a character. NUL, which no argument can hold, becomes visible. */
export function argumentPieces(text: string, limit = LIMIT): string[] {
  const bytes = Buffer.from(text.replaceAll("\0", "\\0"))
  const pieces: string[] = []
  let start = 0
  while (bytes.length - start > limit) {
    let end = start + limit
    // 10xxxxxx: a continuation byte of UTF-8.
    while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--
    pieces.push(bytes.toString("utf8", start, end))
    start = end
  }
  pieces.push(bytes.toString("utf8", start))
  return pieces
}
