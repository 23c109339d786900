const WIDTH = 96

/** Shortens a databag value to one line: of a JSON document, only the fields that differ from their defaults. */
export function shortValue(text: string): string {
  const fields = telling(text)
  const shown = fields ?? text
  return shown.length > WIDTH ? `${shown.slice(0, WIDTH - 1)}…` : shown
}

function telling(text: string): string | undefined {
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
