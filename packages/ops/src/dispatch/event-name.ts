/**
 * `hooks/db-relation-changed` -> `db_relation_changed`, `actions/do-it` -> `do_it_action`. Empty for an empty path.
 */
export function eventName(dispatchPath: string): string {
  const parts = dispatchPath.split("/").filter((part) => part !== "")
  const name = parts.at(-1)?.replaceAll("-", "_") ?? ""
  return parts.at(-2) === "actions" ? `${name}_action` : name
}

/** Hooks in which Juju allows next to nothing: no deferred events, no statuses, no stored state in Juju. */
export function isRestricted(name: string): boolean {
  return name === "collect_metrics" || name === "meter_status_changed"
}
