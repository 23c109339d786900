/**
 * Converts a dispatch path to an event name: `hooks/db-relation-changed` -> `db_relation_changed`, `actions/do-it` -> `do_it_action`.
 * Empty for an empty path.
 */
export function eventName(dispatchPath: string): string {
  const parts = dispatchPath.split("/").filter((part) => part !== "")
  const name = parts.at(-1)?.replaceAll("-", "_") ?? ""
  return parts.at(-2) === "actions" ? `${name}_action` : name
}

/** Whether it is a hook in which Juju refuses most commands, so that there are no deferred events, statuses or state in Juju. */
export function isRestricted(name: string): boolean {
  return name === "collect_metrics" || name === "meter_status_changed"
}
