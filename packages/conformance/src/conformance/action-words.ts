import type { Databag, SingleAction } from "./case.ts"

/** Keys that a report names of one write. */
const NAMED = 3

/**
 * Says what an action has done, for a report: “the other side wrote version”.
 * @param values what it has written; an empty value deletes
 */
export function actionWords(action: SingleAction, values: Databag): string {
  if ("poke" in action) return "a hook ran, and nothing had changed"
  if ("updateStatus" in action) return "update-status ran"
  if ("address" in action) return `the other side's unit got the address ${JSON.stringify(action.address)}`
  if ("spoil" in action) return `the charm's own ${keysOf(values)} was replaced`
  if ("leader" in action) return "another unit became the leader"
  if ("relation" in action) return `the relation was ${action.relation}`
  if ("rival" in action)
    return action.rival === "joins"
      ? "another requirer was related"
      : "the relation of another requirer ended"
  const who = "rivalWrites" in action ? "another requirer" : "the other side"
  return `${who} ${writeWords(values)}`
}

function writeWords(values: Databag): string {
  const written = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""))
  const deleted = Object.fromEntries(Object.entries(values).filter(([, value]) => value === ""))
  return [
    ...(Object.keys(written).length === 0 ? [] : [`wrote ${keysOf(written)}`]),
    ...(Object.keys(deleted).length === 0 ? [] : [`deleted ${keysOf(deleted)}`]),
  ].join(" and ")
}

function keysOf(values: Databag): string {
  const keys = Object.keys(values)
  const more = keys.length - NAMED
  return more > 0 ? `${keys.slice(0, NAMED).join(", ")} and ${more} more` : keys.join(", ")
}
