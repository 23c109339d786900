import { setTimeout as sleep } from "node:timers/promises"
import type { ModelState } from "../../state/model-state.ts"
import { containerOf } from "../../state/unit.ts"
import { COLOUR_FLAGS, painter } from "../colours.ts"
import type { Command, CommandCall } from "../command.ts"
import { durationMistake, parseDuration } from "../durations.ts"
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
    {
      names: ["retry-count"],
      takes: "value",
      help: "Accepted without effect: there is nothing to try again",
      check: (text) =>
        /^[-+]?\d+$/.test(text)
          ? undefined
          : `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`,
    },
    {
      names: ["retry-delay"],
      takes: "value",
      help: "Accepted without effect: there is nothing to try again",
      check: durationMistake,
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
  if (state.applications.size > 0 || state.machines.size > 0) return
  const { length } = call.args
  call.console.err(
    length === 0
      ? `\nModel "admin/${state.name}" is empty.\n`
      : `Nothing matched specified filter${length === 1 ? "" : "s"}.\n`,
  )
}

/**
 * Keeps the units that a pattern names, by their own name, as `APP/leader`, or by that of their application or machine, with their
 * principals and subordinates, and the applications and machines of these (Juju's suite: `tests/suites/model/status.sh`).
 */
function selected(state: ModelState, patterns: readonly string[]): ModelState {
  if (patterns.length === 0) return state
  const tests = patterns.map((pattern) => globTest(withoutLeader(state, pattern)))
  const isNamed = (name: string) => tests.some((matches) => matches(name))
  const units = [...state.applications.values()].flatMap((application) => [...application.units.values()])
  const named = units.filter(
    ({ name, application, machine }) => isNamed(name) || isNamed(application) || isNamed(machine),
  )
  const containers = new Set(named.map(containerOf))
  const kept = units.filter((unit) => containers.has(containerOf(unit)))
  const [names, unitNames] = [
    new Set(kept.map((unit) => unit.application)),
    new Set(kept.map((unit) => unit.name)),
  ]
  const machines = new Set(kept.map(({ machine }) => machine))
  const applications = [...state.applications].flatMap(([name, application]) => {
    if (!isNamed(name) && !names.has(name)) return []
    const shown = [...application.units].filter(([unit]) => unitNames.has(unit))
    return [[name, { ...application, units: new Map(shown) }] as const]
  })
  return {
    ...state,
    applications: new Map(applications),
    machines: new Map([...state.machines].filter(([id]) => machines.has(id) || isNamed(id))),
  }
}

/** The name of the unit that `APP/leader` means. */
function withoutLeader({ applications }: ModelState, pattern: string): string {
  const [, application = ""] = /^(.+)\/leader$/.exec(pattern) ?? []
  return applications.get(application)?.leader ?? pattern
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
