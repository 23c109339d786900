import { expect, test } from "vitest"
import { bytesOf, textOf } from "./plain-bytes.ts"

const LONG = "x".repeat(70_000)

test.each(["", "a", "é€😀", "\0", "\ud800a", "a\udc00", `${LONG}\ud83d`])(
  "text %# becomes the bytes that TextEncoder makes of it",
  (text) => {
    expect(Buffer.from(bytesOf(text)).equals(new TextEncoder().encode(text))).toBe(true)
  },
)

test.each([[[]], [[0x61, 0xc3, 0xa9]], [[0x61, 0xff, 0x62]], [[0xf0, 0x9f, 0x98]]])(
  "bytes %j become the text that TextDecoder makes of them",
  (bytes) => {
    expect(textOf(new Uint8Array(bytes))).toBe(new TextDecoder().decode(new Uint8Array(bytes)))
  },
)
