import { setTimeout as sleep } from "node:timers/promises"
import { COLOUR_FLAGS, painter } from "../colours.ts"
import type { Command, CommandCall } from "../command.ts"
import { durationMistake, parseDuration } from "../durations.ts"
import { print } from "../output.ts"
import { selectStatus } from "../views/select-status.ts"
import { fullStatus } from "../views/status-json.ts"
import { statusSummary } from "../views/status-summary.ts"
import { statusLines, statusTable } from "../views/status-table.ts"

export const status: Command = {
  name: "status",
  aliases: ["show-status"],
  usage: "[<selector> [...]]",
  purpose: "Report the status of the model, its machines, applications and units",
  details: `Without --watch it prints once. With --watch it prints again after that time, replacing the previous output in
a terminal, until you press Ctrl+C. "*" after a unit marks the leader. Selectors limit the output: applications,
units and machines (with * and ? for other characters); in Juju 3.6 also statuses (blocked), exposed, not exposed,
ports (80/tcp) and addresses (127.0.0.0/8).`,
  examples: [
    "status",
    "status --relations",
    "status --format json",
    "status --watch 1s",
    "status my-app",
    "status 'web-*'",
    "status blocked",
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
  const state = selectStatus(persistent.engine.state, call.args)
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
