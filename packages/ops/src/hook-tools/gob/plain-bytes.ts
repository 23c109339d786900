// Bytes and text with the least of Node's own code: each function of Buffer is compiled when a process first calls it, and a hook,
// which says a few hundred bytes to its agent, would pay ten of them for that.

/** What `Buffer.toString` and `Buffer.write` call in the end, without the functions before them. */
const utf8Slice: unknown = Reflect.get(Buffer.prototype, "utf8Slice")
const utf8Write: unknown = Reflect.get(Buffer.prototype, "utf8Write")

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** UTF-8; what is none comes out as U+FFFD. */
export function textOf(bytes: Uint8Array): string {
  const text: unknown =
    typeof utf8Slice === "function" ? Reflect.apply(utf8Slice, bytes, [0, bytes.length]) : undefined
  if (typeof text === "string") return text
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8")
}

/** UTF-8; halves of surrogate pairs become U+FFFD. */
export function bytesOf(text: string): Uint8Array {
  const room = new Uint8Array(text.length * 3)
  const size: unknown =
    typeof utf8Write === "function" ? Reflect.apply(utf8Write, room, [text, 0, room.length]) : undefined
  return typeof size === "number" ? room.subarray(0, size) : new TextEncoder().encode(text)
}
