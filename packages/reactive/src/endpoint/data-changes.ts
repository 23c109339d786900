import { createHash } from "node:crypto"

/** Returns the keys that were added, changed or deleted since `before`, and the current data. */
export function compareData(
  before: Readonly<Record<string, string>>,
  raw: Readonly<Record<string, string>>,
): { readonly changed: readonly string[]; readonly now: Record<string, string> } {
  const now = Object.fromEntries(Object.entries(raw).map(([key, text]) => [key, hash(text)]))
  const keys = new Set([...Object.keys(before), ...Object.keys(now)])
  return { changed: [...keys].filter((key) => before[key] !== now[key]).sort(), now }
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12)
}
