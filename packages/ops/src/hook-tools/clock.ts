/**
 * Returns the milliseconds of a monotonic clock. Not `performance.now()`: Node.js loads `performance` on first use, which takes about as
 * long as all hook tool calls of a hook.
 */
export function milliseconds(): number {
  return process.uptime() * 1000
}
