const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/** A time as `juju status` prints it: `02 Jan 2026 15:04:05+01:00`, or in UTC `2026-01-02 15:04:05Z`. */
export function statusTime(time: Date, utc: boolean): string {
  if (utc) return `${time.toISOString().slice(0, 19).replace("T", " ")}Z`
  const date = `${two(time.getDate())} ${MONTHS[time.getMonth()]} ${time.getFullYear()}`
  return `${date} ${clock(time, false)}${zone(time)}`
}

/** `15:04:05` */
export function clock(time: Date, utc: boolean): string {
  if (utc) return time.toISOString().slice(11, 19)
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(":")
}

export function zone(time: Date): string {
  const minutes = -time.getTimezoneOffset()
  if (minutes === 0) return "Z"
  const size = Math.abs(minutes)
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** A time as Go prints it in an action's result: `2026-01-02 15:04:05 +0000 UTC`. */
export function goTime(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace("T", " ")} +0000 UTC`
}

function two(number: number): string {
  return String(number).padStart(2, "0")
}
