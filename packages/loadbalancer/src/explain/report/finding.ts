import type { Role } from "../input/relation-view.ts"
import type { Finding, Severity } from "./report.ts"

/** Where a document stands; all null for one that was given alone. */
export interface Place {
  readonly side: Role | null
  readonly key: string | null
}

export const NOWHERE: Place = { side: null, key: null }

interface Words {
  readonly problem: string
  readonly meaning: string
  readonly advice?: string
  readonly path?: readonly string[]
}

export function finding(
  severity: Severity,
  code: string,
  { side, key }: Place,
  { problem, meaning, advice = "", path = [] }: Words,
): Finding {
  return { severity, code, side, key, path, problem, meaning, advice }
}
