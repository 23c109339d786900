import type { Deviations } from "./deviation.ts"
import { DISPATCHES } from "./dispatches.ts"
import { TEXTS } from "./texts.ts"

/** All deviations, by file and case. All other cases of the golden files must match byte for byte. */
export const DEVIATIONS: Deviations = { ...TEXTS, ...DISPATCHES }

export function deviationsOf(file: string): string[] {
  return Object.keys(DEVIATIONS).filter((key) => key.startsWith(`${file}/`))
}
