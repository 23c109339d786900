import { setTimeout as sleep } from "node:timers/promises"
import type { ModelState } from "../../state/model-state.ts"
import { containerOf } from "../../state/unit.ts"
import { COLOUR_FLAGS, painter } from "../colours.ts"
import type { Command, CommandCall } from "../command.ts"
import { parseDuration } from "../durations.ts"
import { print } from "../output.ts"
import { fullStatus } from "../views/status-json.ts"
import { statusSummary } from "../views/status-summary.ts"
import { statusLines, statusTable } from "../views/status-table.ts"

export const status: Command = {
  name: "status",
  aliases: ["show-status"],
  usage: "[<selector> [...]]",
  purpose: "Report the status of the model, its machines, applications and units",
  details: `Without --watch it prints once. With --watch it prints again after that time, replacing the previous output in
a terminal, until you press Ctrl+C. "*" after a unit marks the leader. Selectors (applications or units,
with * and ? for other characters) limit the output to these applications.`,
  examples: [
    "status",
    "status --relations",
    "status --format json",
    "status --watch 1s",
    "status my-app",
    "status 'web-*'",
  ],
  formats: ["tabular", "json", "yaml", "line", "oneline", "short", "summary"],
  flags: [
    { names: ["relations", "integrations"], takes: "bool", help: "Show the integrations section" },
    { names: ["utc"], takes: "bool", help: "Display timestamps in the UTC timezone" },
    ...COLOUR_FLAGS,
    { names: ["storage"], takes: "bool", help: "Accepted without effect: see the command storage" },
    {
      names: ["watch"],
      takes: "value",
      help: "Print again after this time (for example 1s), until interrupted",
    },
  ],
  async run(call) {
    const every = call.flags.text("watch")
    const pause = every === undefined ? undefined : parseDuration(every, "watch")
    show(call)
    while (pause !== undefined && !call.signal.aborted) {
      await sleep(pause, undefined, { signal: call.signal }).catch(() => undefined)
      if (call.signal.aborted) break
      if (call.console.isTerminal) call.console.out("\u001b[H\u001b[2J")
      show(call)
    }
    return 0
  },
}

function show(call: CommandCall): void {
  const persistent = call.model()
  persistent.save()
  const utc = call.flags.bool("utc")
  const state = selected(persistent.engine.state, call.args)
  const status = fullStatus(state, utc)
  const format = call.flags.text("format") ?? "tabular"
  print(call, status, "tabular", () => {
    if (format === "summary") return statusSummary(status)
    if (format !== "tabular") return statusLines(status)
    return statusTable(state, { utc, relations: call.flags.bool("relations"), paint: painter(call) })
  })
  if (state.applications.size === 0 && state.machines.size === 0)
    call.console.err(`\nModel "admin/${state.name}" is empty.\n`)
}

/**
 * Keeps the applications that a pattern names, by their own name or that of one of their units, with their principals and
 * subordinates, and the machines of their units.
 */
function selected(state: ModelState, patterns: readonly string[]): ModelState {
  if (patterns.length === 0) return state
  const tests = patterns.map(globTest)
  const isNamed = (name: string) => tests.some((matches) => matches(name))
  const units = [...state.applications.values()].flatMap((application) => [...application.units.values()])
  const named = units.filter(({ name, application }) => isNamed(name) || isNamed(application))
  const containers = new Set(named.map(containerOf))
  const besides = units.filter((unit) => containers.has(containerOf(unit)))
  const names = new Set(besides.map(({ application }) => application))
  const machines = new Set(besides.map(({ machine }) => machine))
  return {
    ...state,
    applications: new Map([...state.applications].filter(([name]) => isNamed(name) || names.has(name))),
    machines: new Map([...state.machines].filter(([id]) => machines.has(id))),
  }
}

/** `*` matches any characters except `/`, `?` one character. */
function globTest(pattern: string): (name: string) => boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]")
  const expression = new RegExp(`^${source}$`)
  return (name) => expression.test(name)
}
