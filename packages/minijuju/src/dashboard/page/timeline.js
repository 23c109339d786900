import { svg } from "./dom.js"
import { clock, clockMs, cutMiddle, duration, hookText, outcomeOf, plural } from "./format.js"

const LANE = { height: 30, bar: 16, axis: 26 }
/** Width of a letter of a lane's name. */
const LETTER = 7.6
const MIN_BAR = 5
const MIN_WIDTH = 640
/** Space after the last event, as a fraction of the width. */
const ROOM = 0.02

export const isRunning = (run, units) =>
  run.end === undefined &&
  units.some(({ name, running }) => name === run.unit && running?.started === run.started)

/**
 * Renders one lane per unit with a bar per hook. The bars are a single tab stop; the arrow keys move between
 * them.
 */
export function timeline({ runs, units, span, chosen, available }, choose) {
  const lanes = [...new Set([...units.map(({ name }) => name), ...runs.map(({ unit }) => unit)])]
  const now = Date.now()
  const endOf = (run) => run.end?.at ?? (isRunning(run, units) ? now : run.started)
  const last = Math.max(...runs.map(endOf))
  const oldest = Math.min(...runs.map(({ started }) => started))
  const first = span === 0 ? oldest : Math.max(oldest, last - span * 1000)
  const shown = runs.filter((run) => endOf(run) >= first)
  const width = Math.max(MIN_WIDTH, available)
  const height = lanes.length * LANE.height + LANE.axis
  const long = Math.max(1000, last - first) * (1 + ROOM)
  const longest = Math.max(...lanes.map((name) => name.length))
  const letters = Math.min(longest, Math.floor(available / 3 / LETTER))
  const left = 24 + letters * LETTER
  const x = (at) => left + (Math.max(0, at - first) / long) * (width - left - 12)
  const focus = shown.some(({ id }) => id === chosen) ? chosen : shown.at(-1)?.id
  const bars = shown.map((run) => {
    const start = x(run.started)
    return bar(run, {
      left: start,
      wide: Math.max(MIN_BAR, x(endOf(run)) - start),
      top: lanes.indexOf(run.unit) * LANE.height + (LANE.height - LANE.bar) / 2,
      outcome: outcomeOf(run, isRunning(run, units)),
      isFocus: run.id === focus,
      isChosen: run.id === chosen,
      choose,
    })
  })
  return svg(
    "svg",
    {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      class: "timeline",
      role: "group",
      "aria-label": `${plural(shown.length, "hook")} of ${plural(lanes.length, "unit")}, from ${clock(first)} to ${clock(last)}`,
      keydown: (event) => move(event, shown, lanes, choose),
    },
    lanes.map((unit, index) => lane(unit, index, width, letters)),
    axis(first, long, x, height, width),
    bars,
  )
}

function lane(unit, index, width, letters) {
  const y = index * LANE.height
  return svg(
    "g",
    { class: `lane${index % 2 ? " odd" : ""}`, "data-lane": unit },
    svg("rect", { x: 0, y, width, height: LANE.height }),
    svg("title", {}, unit),
    svg("text", { x: 12, y: y + 20 }, cutMiddle(unit, letters)),
  )
}

function bar(run, { left, wide, top, outcome, isFocus, isChosen, choose }) {
  const { tone, mark, word } = outcome
  const bottom = top + LANE.bar
  const middle = top + LANE.bar / 2
  const right = left + Math.max(wide, 10)
  // A failed hook has a different shape as well, not only another colour.
  const shape =
    tone === "bad"
      ? svg("path", {
          class: "shape",
          d: `M${left} ${top - 3} H${right} L${right + 8} ${middle} L${right} ${bottom + 3} H${left} Z`,
        })
      : svg("rect", { class: "shape", x: left, y: top, width: wide, height: LANE.bar, rx: 3 })
  return svg(
    "g",
    {
      class: `bar tone-${tone}${isChosen ? " chosen" : ""}`,
      "data-run": run.id,
      "data-key": `run ${run.id}`,
      "data-outcome": run.end?.outcome ?? "running",
      tabindex: isFocus ? 0 : -1,
      role: "img",
      "aria-label": `${hookText(run.hook)} on ${run.unit} at ${clock(run.started)}: ${word}`,
      mouseenter: () => choose(run.id),
      focus: () => choose(run.id),
    },
    shape,
    mark !== "" && wide > 14 && svg("text", { class: "bar-mark", x: left + 4, y: bottom - 4 }, mark),
    mark !== "" &&
      wide <= 14 &&
      tone === "bad" &&
      svg("text", { class: "bar-mark", x: left + 1, y: bottom - 4 }, mark),
  )
}

function axis(first, long, x, height, width) {
  const step =
    [100, 200, 500, 1e3, 2e3, 5e3, 1e4, 3e4, 6e4, 3e5, 6e5, 18e5, 36e5].find((ms) => long / ms <= 8) ??
    long / 6
  const ticks = []
  for (let at = Math.ceil(first / step) * step; at <= first + long; at += step) {
    const tick = x(at)
    if (tick > width - 50) break
    ticks.push(
      svg("line", { class: "tick", x1: tick, x2: tick, y1: 0, y2: height - LANE.axis + 4 }),
      svg(
        "text",
        { class: "small", x: tick, y: height - 8, "text-anchor": "middle" },
        step < 1000 ? clockMs(at).slice(0, -2) : clock(at),
      ),
    )
  }
  return ticks
}

/**
 * Moves the selection: left and right to the previous and next hook of the unit, up and down to a hook of
 * another unit at about the same time.
 */
function move(event, runs, lanes, choose) {
  const run = runs.find(({ id }) => String(id) === event.target.dataset?.run)
  const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
  if (run === undefined || by === undefined) return
  event.preventDefault()
  const lane = lanes[lanes.indexOf(run.unit) + by[1]]
  const there = runs.filter(({ unit }) => unit === lane)
  const distance = (other) => Math.abs(other.started - run.started)
  const next =
    by[0] === 0 ? there.toSorted((a, b) => distance(a) - distance(b))[0] : there[there.indexOf(run) + by[0]]
  if (next === undefined) return
  choose(next.id)
  document.querySelector(`[data-run="${next.id}"]`)?.focus()
}

/** Describes one run in a sentence. */
export function detail(run, running) {
  if (run === undefined) return "Point at a bar, or select one with the arrow keys."
  const { end, started, attempt } = run
  const outcome = outcomeOf(run, running)
  const parts = [
    `${hookText(run.hook)} on ${run.unit}: ${outcome.word}${end?.reason ? ` (${end.reason})` : ""}`,
    end === undefined
      ? `started ${clockMs(started)}`
      : `${clockMs(started)} to ${clockMs(end.at)}, ${duration(end.at - started)}`,
    end !== undefined && plural(end.toolCalls, "hook tool call"),
    attempt > 1 && `attempt ${attempt}`,
  ]
  return parts.filter(Boolean).join(" · ")
}

/** Returns the same runs as rows of a table, newest first. */
export function runRows(runs, units) {
  return [...runs].reverse().map((run) => {
    const { end } = run
    const outcome = outcomeOf(run, isRunning(run, units))
    return [
      run.unit,
      hookText(run.hook),
      clockMs(run.started),
      end === undefined ? "" : clockMs(end.at),
      end === undefined ? "" : duration(end.at - run.started),
      `${outcome.mark} ${outcome.word}${end?.reason ? ` (${end.reason})` : ""}`,
      String(run.attempt),
      end === undefined ? "" : String(end.toolCalls),
    ]
  })
}
