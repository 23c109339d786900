/**
 * Milliseconds of a clock that never goes back. `performance` says the same, but Node.js loads it when it is first asked, which
 * takes a hook about as long as all of its calls.
 */
export function milliseconds(): number {
  return process.uptime() * 1000
}
