// Line breaks of YAML 1.1 (NEL, LS, PS), characters YAML refuses (C1 controls, the byte order mark, U+FFFE, U+FFFF).
const NOT_IN_YAML = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g

/**
 * A map of strings for a tool's `--file -`. Juju reads it as YAML, of which JSON is a part but for some characters:
 * those are escaped. Half of a surrogate pair, which no UTF-8 can hold, becomes U+FFFD.
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
