const WIDTH = 96

/** Shortens a databag value to one line. Of a JSON document it omits empty fields, hashes and ids. */
export function shortValue(text: string): string {
  const fields = nonEmptyFields(text)
  const shown = fields ?? text
  return shown.length > WIDTH ? `${shown.slice(0, WIDTH - 1)}…` : shown
}

function nonEmptyFields(text: string): string | undefined {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof document !== "object" || document === null || Array.isArray(document)) return undefined
  const fields = Object.entries(document).filter(
    ([name, value]) => !isEmpty(value) && !/hash|^id$/.test(name),
  )
  return `{ ${fields.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ")} }`
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === "") return true
  return typeof value === "object" && Object.keys(value).length === 0
}
