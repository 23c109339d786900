/** `2026-01-02 15:04:05Z`: how Juju prints a time in UTC. */
export function jujuTime(time: Date): string {
  return time
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "Z")
}
