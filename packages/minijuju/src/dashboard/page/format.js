/** Texts and marks for statuses, outcomes and times. Colour is never the only sign: each has a mark and a word. */

const STATUS = {
  active: { mark: "●", tone: "good" },
  maintenance: { mark: "◆", tone: "busy" },
  waiting: { mark: "◐", tone: "wait" },
  blocked: { mark: "▲", tone: "warn" },
  error: { mark: "✖", tone: "bad" },
  terminated: { mark: "■", tone: "none" },
}
export const STATUSES = Object.keys(STATUS)

export function statusOf(current) {
  return STATUS[current] ?? { mark: "○", tone: "none" }
}

export const OUTCOME = {
  ok: { mark: "", word: "succeeded", tone: "good" },
  failed: { mark: "✖", word: "failed", tone: "bad" },
  requeued: { mark: "↻", word: "killed from outside, will run again", tone: "warn" },
  skipped: { mark: "–", word: "not in the charm, skipped", tone: "none" },
  running: { mark: "", word: "runs", tone: "busy" },
  lost: { mark: "?", word: "end unknown", tone: "none" },
}

export function outcomeOf(run, running) {
  if (run.end !== undefined) return OUTCOME[run.end.outcome] ?? OUTCOME.lost
  return running ? OUTCOME.running : OUTCOME.lost
}

const two = (number) => String(number).padStart(2, "0")

export function clock(ms) {
  const at = new Date(ms)
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

export const clockMs = (ms) => `${clock(ms)}.${String(ms % 1000).padStart(3, "0")}`

export function duration(ms) {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`
}

/** `db-relation-changed hook for web/0` → `db-relation-changed for web/0`. */
export const hookText = (hook) => hook.replace(/ hook(?= for |$)/, "")

export function cut(text, length) {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}

export function byWhom(change) {
  return change.by === undefined ? "by the agent" : `by ${hookText(change.by.hook)} on ${change.by.unit}`
}

/** Keeps the end, which tells units apart. */
export function cutMiddle(text, length) {
  if (text.length <= length) return text
  const end = Math.ceil(length / 2)
  return `${text.slice(0, length - 1 - end)}…${text.slice(-end)}`
}

export function plural(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`
}
