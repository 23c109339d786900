/** Bytes of one key and of one value (Juju: `core/quota/fixed_limits.go`). */
export const MAX_STATE_KEY = 256
export const MAX_STATE_VALUE = 64 * 1024
/** Bytes of a unit's whole state: the controller's option `max-charm-state-size` has this default. */
const MAX_STATE = 2 * 1024 * 1024

/**
 * Returns why the controller would refuse a unit's state; undefined if it would accept it. Keys and the whole
 * state are measured in the size that they have in MongoDB (Juju: `state/unitstate.go`, `core/quota`).
 */
export function stateObstacle(state: ReadonlyMap<string, string>): string | undefined {
  // The document's length field and its terminator.
  let size = 5
  for (const [key, value] of state) {
    const keyBytes = Buffer.byteLength(escapedKey(key))
    if (keyBytes > MAX_STATE_KEY) return exceeded(`key length (${MAX_STATE_KEY})`)
    // The element's type, the key's terminator, and the value's length field and terminator.
    size += keyBytes + Buffer.byteLength(value) + 7
  }
  return size > MAX_STATE ? exceeded(`size (${MAX_STATE})`) : undefined
}

function exceeded(what: string): string {
  return `persisting charm state: max allowed ${what} exceeded`
}

/**
 * MongoDB allows neither `.` nor `$` in a key: Juju stores similar characters of three bytes instead
 * (`mongo/utils`).
 */
function escapedKey(key: string): string {
  return key.replaceAll(".", "\uff0e").replaceAll("$", "\uff04")
}
