import { el } from "./dom.js"
import { clock, hookText } from "./format.js"

/** Renders why each unit in error is so: its last failed hook, with the reason and what it logged. */
export function failures(model) {
  const units = model.applications.flatMap((application) => application.units)
  return units
    .filter(({ workload }) => workload.current === "error")
    .map((unit) => {
      const failed = model.runs.filter((run) => run.unit === unit.name && run.end?.outcome === "failed")
      const last = failed.at(-1)
      return el(
        "article",
        { class: "failure", "data-failed": unit.name },
        el("h3", {}, `✖ ${unit.name}: ${unit.workload.message}`),
        last === undefined
          ? el("p", { class: "empty" }, "It failed before the background process started.")
          : [
              el("p", { class: "when" }, summary(last)),
              failureLog(last) ?? el("p", { class: "empty" }, "The hook has logged nothing."),
            ],
        el("p", { class: "when" }, "Try again: ", el("code", {}, `minijuju resolve ${unit.name}`)),
      )
    })
}

const summary = ({ hook, attempt, end }) =>
  `${hookText(hook)} at ${clock(end.at)}: ${end.reason}${attempt > 1 ? `, attempt ${attempt}` : ""}`

/** Renders what a failed hook has logged; undefined if there is nothing. */
export function failureLog(run) {
  const lines = run?.end?.log ?? []
  if (lines.length === 0) return undefined
  return el(
    "pre",
    { class: "log", tabindex: 0 },
    lines.map(({ level, message }) =>
      el("span", { class: level === "ERROR" ? "tone-bad mark" : "" }, `${level} ${message}\n`),
    ),
  )
}
