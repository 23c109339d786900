/** Linux: one argument of a program takes 128 KiB (`MAX_ARG_STRLEN`), its closing NUL byte included. */
const LIMIT = 131_071

/** Cuts a text into pieces that fit in one argument, never inside a character; NUL, which no argument can hold, is shown. */
export function argumentPieces(text: string, limit = LIMIT): string[] {
  const bytes = Buffer.from(text.replaceAll("\0", "\\0"))
  const pieces: string[] = []
  let start = 0
  while (bytes.length - start > limit) {
    let end = start + limit
    // 10xxxxxx: the middle of a character.
    while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--
    pieces.push(bytes.toString("utf8", start, end))
    start = end
  }
  pieces.push(bytes.toString("utf8", start))
  return pieces
}
