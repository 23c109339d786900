/** Two such lists of a unit fit into the 64 KB that Juju keeps under one key. */
const LIMIT = 400

/**
 * Notes what a unit has been told, in its own state. What finds no place is told again, which costs a needless event; a state that is
 * too large would fail the hook.
 */
export function remember(list: Record<string, string>, key: string, text: string): void {
  if (key in list || Object.keys(list).length < LIMIT) list[key] = text
}
