import type { Deviations } from "./deviation.ts"
import { DISPATCHES } from "./dispatches.ts"
import { TEXTS } from "./texts.ts"

/** All deviations, by file and case. Everything else in the golden files is the same to the byte. */
export const DEVIATIONS: Deviations = { ...TEXTS, ...DISPATCHES }

export function deviationsOf(file: string): string[] {
  return Object.keys(DEVIATIONS).filter((key) => key.startsWith(`${file}/`))
}
