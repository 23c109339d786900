// Line breaks of YAML 1.1 (NEL, LS, PS), and characters that YAML forbids (C1 controls, the byte order mark, U+FFFE, U+FFFF).
const NOT_IN_YAML = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g

/**
 * Serializes a map of strings for a tool's `--file -`. Juju parses it as YAML, which includes JSON except for some characters; those are
 * escaped. A lone surrogate, which UTF-8 cannot encode, becomes U+FFFD.
 */
export function stdinMap(values: Readonly<Record<string, string>>): string {
  const wellFormed = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [repair(key), repair(value)]),
  )
  return JSON.stringify(wellFormed).replace(
    NOT_IN_YAML,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )
}

function repair(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd")
}
