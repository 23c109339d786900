/** Two such lists of a unit fit into the 64 KB that Juju keeps under one key. */
const LIMIT = 400

/** How many keys a list has at most: counting those of a stored object asks it about each of them. */
const sizes = new WeakMap<object, number>()

/**
 * Notes what a unit has been told, in its own state. What finds no place is told again, which costs a needless event; a state that is
 * too large would fail the hook.
 */
export function remember(list: Record<string, string>, key: string, text: string): void {
  const size = sizes.get(list) ?? Object.keys(list).length
  const isNew = !(key in list)
  if (isNew && size >= LIMIT) return
  sizes.set(list, isNew ? size + 1 : size)
  list[key] = text
}
