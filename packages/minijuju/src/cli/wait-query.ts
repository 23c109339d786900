import { usageError } from "../hook-tools/tool-error.ts"

export type Facts = Readonly<Record<string, string>>

/** A comparison: `status=="active"`. */
const TERM = /^\s*([a-z-]+)\s*(==|!=)\s*(?:"([^"]*)"|'([^']*)')\s*$/

/** Evaluates a query of wait-for: comparisons with strings, && before ||. Juju's functions are not emulated. */
export function holds(query: string, facts: Facts): boolean {
  const results = query.split("||").map((part) => part.split("&&").map((term) => compare(term, facts)))
  return results.some((terms) => terms.every((term) => term))
}

function compare(term: string, facts: Facts): boolean {
  const match = TERM.exec(term)
  if (match === null)
    throw usageError(`cannot parse query at ${JSON.stringify(term.trim())}: expected <field>=="<text>"`)
  const [, field = "", operator, double, single] = match
  return (facts[field] === (double ?? single ?? "")) === (operator === "==")
}
