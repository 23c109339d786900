/** Formats a time in UTC as Juju prints it: `2026-01-02 15:04:05Z`. */
export function jujuTime(time: Date): string {
  return time
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "Z")
}
