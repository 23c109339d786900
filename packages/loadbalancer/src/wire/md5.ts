/**
 * Computes the lower-case hexadecimal MD5 of a text in UTF-8. The interface uses it to identify the request that was sent, not for
 * security. Implemented here because the crypto library of a host in FIPS mode refuses MD5.
 */
export function md5(text: string): string {
  const sines = table()
  const words = paddedWords(new TextEncoder().encode(text))
  let a = 0x67452301
  let b = 0xefcdab89 | 0
  let c = 0x98badcfe | 0
  let d = 0x10325476
  // No arrays in the loop: most hooks hash a few texts and end before V8 compiles this to machine code.
  for (let block = 0; block < words.length; block += 16) {
    const a0 = a
    const b0 = b
    const c0 = c
    const d0 = d
    for (let step = 0; step < 64; step += 1) {
      const round = step >> 4
      const word = words[block + (((STRIDES[round] ?? 0) * step + (STARTS[round] ?? 0)) & 15)] ?? 0
      const sum = (a + mix(round, b, c, d) + word + (sines[step] ?? 0)) | 0
      const rotation = ROTATIONS[round * 4 + (step & 3)] ?? 0
      a = d
      d = c
      c = b
      b = (b + ((sum << rotation) | (sum >>> (32 - rotation)))) | 0
    }
    a = (a + a0) | 0
    b = (b + b0) | 0
    c = (c + c0) | 0
    d = (d + d0) | 0
  }
  return littleEndianHex(a) + littleEndianHex(b) + littleEndianHex(c) + littleEndianHex(d)
}

// RFC 1321, 3.4: the table is floor(2^32 * |sin(i)|). Computed on first use: most hooks hash nothing.
let made: readonly number[] | undefined
function table(): readonly number[] {
  made ??= Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32) | 0)
  return made
}
const ROTATIONS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]

// Step i of a round uses word (start + stride * i) mod 16 of the block.
const STRIDES = [1, 5, 3, 7]
const STARTS = [0, 1, 5, 0]

/** The auxiliary functions F, G, H and I of RFC 1321. */
function mix(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d)
  if (round === 1) return (d & b) | (~d & c)
  if (round === 2) return b ^ c ^ d
  return c ^ (b | ~d)
}

/** Pads as in RFC 1321, 3.1 and 3.2: the bytes, a 1 bit, zeros, and the length in bits as 64 bits; in words of 32 bits. */
function paddedWords(bytes: Uint8Array): Int32Array {
  const words = new Int32Array((((bytes.length + 8) >> 6) + 1) * 16)
  const padded = new Uint8Array(words.length * 4)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  for (let index = 0; index < words.length; index += 1) words[index] = view.getInt32(index * 4, true)
  words[words.length - 2] = bytes.length << 3
  words[words.length - 1] = bytes.length >>> 29
  return words
}

function littleEndianHex(word: number): string {
  let hex = ""
  for (let shift = 0; shift < 32; shift += 8) hex += ((word >>> shift) & 0xff).toString(16).padStart(2, "0")
  return hex
}
