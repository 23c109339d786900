/** A prime between 2^63 and 2^64 that is no simple sum of powers of two, so that small changes in two places do not cancel each other. */
const PRIME = 0x9e3779b185ebca87n

/**
 * Returns a short hash that tells whether a text is the same as in an earlier hook: the text as one large number, modulo a prime. JavaScript
 * engines have this in machine code, while MD5 in JavaScript that has just been loaded takes longer than all other code of a quiet hook. Two
 * texts have the same hash once in 2^63 cases; whoever writes such a pair on purpose only hides his own change.
 */
export function textHash(text: string): string {
  return (BigInt(`0x1${Buffer.from(text).toString("hex")}`) % PRIME).toString(36)
}
