import { changeList, databags, isFresh, openValues } from "./databags.js"
import { byId, el, redraw, table } from "./dom.js"
import { failureLog, failures } from "./failures.js"
import { clock, duration, hookText, OUTCOME, STATUSES, statusOf } from "./format.js"
import { picture } from "./picture.js"
import { detail, isRunning, runRows, timeline } from "./timeline.js"

/** What the page shows: the newest snapshot and the user's selection. */
let model
let relation
let run

const units = () => model.applications.flatMap((application) => application.units)

function show() {
  if (model === undefined) return
  document.title = `${model.model.name} – minijuju`
  byId("model").textContent = model.model.name
  if (!model.relations.some(({ id }) => id === relation))
    relation = (model.relations.find(({ peer }) => !peer) ?? model.relations[0])?.id
  const { applications, relations, changes } = model
  redraw(byId("counts"), [applications], counts)
  const failed = units().filter(({ workload }) => workload.current === "error")
  byId("failures").hidden = failed.length === 0
  const ends = model.runs.filter(({ end }) => end?.outcome === "failed").map(({ id }) => id)
  redraw(byId("failures"), [failed, ends], () => failures(model))
  const fresh = new Set(changes.filter(isFresh).map(({ relationId }) => relationId))
  const lines = relations.map(({ bags, ...rest }) => rest)
  const room = byId("picture").clientWidth
  redraw(byId("picture"), [applications, lines, relation, [...fresh], room], () =>
    picture(model, { room, chosen: relation, fresh, choose }),
  )
  redraw(byId("units"), applications, unitTable)
  redraw(
    byId("relation"),
    relations.map(({ id, key }) => [id, key]),
    () => relations.map(({ id, key }) => el("option", { value: id }, key)),
  )
  byId("relation").value = String(relation)
  const shown = relations.find(({ id }) => id === relation)
  redraw(byId("bags"), [shown, openValues(), freshOf(changes)], () => databags(shown, show))
  redraw(byId("changes"), [changes.slice(-12), freshOf(changes)], () => changeList(changes, choose))
  redraw(byId("running"), [units().map(({ name, running }) => [name, running])], runningList)
  redraw(byId("runs"), [model.runs, units().map(({ running }) => running)], () => [
    table(
      ["Unit", "Hook", "Started", "Ended", "Took", "Exit", "Attempt", "Tool calls"],
      runRows(model.runs, units()),
    ),
  ])
  showTimeline()
  tick()
}

const freshOf = (changes) => changes.filter(isFresh).map(({ id }) => id)

function showTimeline() {
  const span = Number(byId("span").value)
  const place = byId("timeline")
  const available = place.clientWidth
  const goesOn = units().some(({ running }) => running !== undefined) ? Math.floor(Date.now() / 500) : 0
  const names = units().map(({ name, running }) => [name, running])
  redraw(place, [model.runs, names, span, available, run, goesOn], () =>
    model.runs.length === 0
      ? [el("p", { class: "empty" }, "No hook has run since the background process started.")]
      : [timeline({ runs: model.runs, units: units(), span, available, chosen: run }, chooseRun)],
  )
  const chosen = model.runs.find(({ id }) => id === run)
  const text = detail(chosen, chosen !== undefined && isRunning(chosen, units()))
  if (byId("detail").textContent !== text) byId("detail").textContent = text
  redraw(byId("detail-log"), chosen?.end?.log ?? [], () => [failureLog(chosen)].filter(Boolean))
}

function choose(id) {
  relation = id
  show()
}

function chooseRun(id) {
  if (run === id) return
  run = id
  showTimeline()
}

function counts() {
  const all = units().map(({ workload }) => workload.current)
  return [...new Set(all)].map((current) => {
    const { mark, tone } = statusOf(current)
    const count = all.filter((one) => one === current).length
    return el("li", { class: `tone-${tone}` }, el("span", { class: "mark" }, mark), ` ${count} ${current}`)
  })
}

function unitTable() {
  const rows = model.applications.flatMap((application) =>
    application.units.map((unit) => [
      application.name,
      `${unit.name}${unit.leader ? " (leader)" : ""}`,
      `${statusOf(unit.workload.current).mark} ${unit.workload.current}`,
      unit.workload.message,
      clock(unit.workload.since),
      unit.running === undefined ? unit.agent.current : hookText(unit.running.hook),
      unit.address,
    ]),
  )
  const relations = model.relations.map(({ id, key, endpoints, life }) => [
    String(id),
    key,
    endpoints[0]?.interface,
    life,
  ])
  return [
    table(["Application", "Unit", "Status", "Message", "Since", "Agent", "Address"], rows),
    table(["Relation", "Endpoints", "Interface", "Life"], relations),
  ]
}

function runningList() {
  const busy = units().filter(({ running }) => running !== undefined)
  if (busy.length === 0) return [el("p", { class: "empty" }, "Nothing: all units are idle.")]
  return [
    el(
      "ul",
      { class: "busy" },
      busy.map(({ name, running }) =>
        el(
          "li",
          {},
          el("strong", {}, name),
          ` ${hookText(running.hook)}${running.attempt > 1 ? `, attempt ${running.attempt}` : ""} `,
          el("span", { class: "since", "data-since": running.started }),
        ),
      ),
    ),
  ]
}

function tick() {
  for (const place of document.querySelectorAll("[data-since]"))
    place.textContent = `for ${duration(Date.now() - Number(place.dataset.since))}`
}

/** Shows whether the page is connected, or why not. */
function connection(state, words, gone) {
  byId("connection").dataset.state = state
  byId("connection").textContent = words
  byId("gone").hidden = gone === undefined
  if (byId("gone").textContent !== (gone ?? "")) byId("gone").textContent = gone ?? ""
  document.body.classList.toggle("stale", gone !== undefined)
}

function listen() {
  const events = new EventSource("events")
  events.addEventListener("model", ({ data }) => {
    model = JSON.parse(data)
    show()
  })
  events.addEventListener("daemon", ({ data }) => {
    const { gone } = JSON.parse(data)
    if (gone === null) connection("live", "Live")
    else
      connection(
        "gone",
        "Not live",
        `This page is out of date: ${gone}. It updates again when the background process is back.`,
      )
  })
  events.onerror = () => {
    if (events.readyState !== EventSource.CLOSED)
      connection(
        "gone",
        "Not live",
        `This page is out of date: "minijuju dashboard" does not answer. Trying again …`,
      )
    else
      connection(
        "gone",
        "Ended",
        `This page is out of date: another server answers here now. Open the address that "minijuju dashboard" prints.`,
      )
  }
}

function legend() {
  byId("legend").replaceChildren(
    ...STATUSES.filter((status) => status !== "terminated").map((status) => {
      const { mark, tone } = statusOf(status)
      return el("li", { class: `tone-${tone}` }, el("span", { class: "mark" }, mark), ` ${status}`)
    }),
  )
  const { ok, failed, requeued, running } = OUTCOME
  byId("outcomes").replaceChildren(
    ...[ok, failed, requeued, running].map(({ mark, tone, word }) =>
      el(
        "li",
        { class: `tone-${tone}` },
        el("span", { class: `swatch${word === running.word ? " running" : ""}` }, mark),
        ` ${word}`,
      ),
    ),
  )
}

legend()
listen()
byId("relation").addEventListener("change", ({ target }) => choose(Number(target.value)))
byId("span").addEventListener("change", showTimeline)
addEventListener("resize", show)
// Update the times of running hooks and recent changes.
setInterval(() => {
  if (!document.body.classList.contains("stale")) show()
}, 1000)
