/**
 * Lower-case hexadecimal MD5 of a text in UTF-8. The interface uses it as a token for "the request I sent", not for security;
 * it is written out here because hosts in FIPS mode refuse MD5 to every program that asks their crypto library.
 */
export function md5(text: string): string {
  const sines = table()
  const words = paddedWords(new TextEncoder().encode(text))
  let [a, b, c, d] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let block = 0; block < words.length; block += 16) {
    const [a0, b0, c0, d0] = [a, b, c, d]
    for (let step = 0; step < 64; step += 1) {
      const [mixed, word] = mix(step, b, c, d)
      const sum = (a + mixed + (words[block + word] ?? 0) + (sines[step] ?? 0)) | 0
      const rotation = ROTATIONS[(step >> 4) * 4 + (step & 3)] ?? 0
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
  return [a, b, c, d].map(littleEndianHex).join("")
}

// RFC 1321, 3.4: the table is floor(2^32 * |sin(i)|). Made when first needed: most hooks hash nothing.
let made: readonly number[] | undefined
function table(): readonly number[] {
  made ??= Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32) | 0)
  return made
}
const ROTATIONS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]

/** The round function of a step, and which word of the block the step takes. */
function mix(step: number, b: number, c: number, d: number): [mixed: number, word: number] {
  if (step < 16) return [(b & c) | (~b & d), step]
  if (step < 32) return [(d & b) | (~d & c), (5 * step + 1) % 16]
  if (step < 48) return [b ^ c ^ d, (3 * step + 5) % 16]
  return [c ^ (b | ~d), (7 * step) % 16]
}

/** The bytes, a 1 bit, zeros, and the length in bits as 64 bits, in words of 32 bits. */
function paddedWords(bytes: Uint8Array): Int32Array {
  const words = new Int32Array((((bytes.length + 8) >> 6) + 1) * 16)
  for (const [index, byte] of bytes.entries())
    words[index >> 2] = (words[index >> 2] ?? 0) | (byte << ((index & 3) * 8))
  words[bytes.length >> 2] = (words[bytes.length >> 2] ?? 0) | (0x80 << ((bytes.length & 3) * 8))
  words[words.length - 2] = bytes.length << 3
  words[words.length - 1] = bytes.length >>> 29
  return words
}

function littleEndianHex(word: number): string {
  let hex = ""
  for (let shift = 0; shift < 32; shift += 8) hex += ((word >>> shift) & 0xff).toString(16).padStart(2, "0")
  return hex
}
