import type { Task } from "../../controller/tasks.ts"
import type { FlagSpecs } from "../../hook-tools/flags.ts"
import { usageError } from "../../hook-tools/tool-error.ts"
import { jujuRules } from "../../state/juju-version.ts"
import { getApplication } from "../../state/model-state.ts"
import { APPLICATION_NAME } from "../../state/names.ts"
import type { Command, CommandCall } from "../command.ts"
import { print, table } from "../output.ts"
import { operation } from "./tasks.ts"

const MAX_SHOWN = 50
/** How many tasks of an operation a row names. */
const MAX_TASKS = 5
const STATUSES = ["pending", "running", "completed", "failed", "cancelled", "aborting", "aborted", "error"]

const FILTERS: FlagSpecs = [
  { names: ["apps", "applications"], takes: "list", help: "Applications, divided by commas" },
  { names: ["units"], takes: "list", help: "Units, divided by commas" },
  { names: ["machines"], takes: "list", help: "Machines, divided by commas" },
  { names: ["actions"], takes: "list", help: "Names of actions, divided by commas; juju-exec: commands" },
  { names: ["status"], takes: "list", help: "Statuses, divided by commas" },
  { names: ["limit"], takes: "value", help: `How many to show, default ${MAX_SHOWN}`, check: count },
  { names: ["offset"], takes: "value", help: "How many to leave out before them", check: count },
  { names: ["utc"], takes: "bool", help: "Accepted; times are in UTC" },
]

/** Juju: `cmd/juju/action/listoperations.go`, and for what filters mean `apiserver/facades/client/action/operation.go`. */
export const operations: Command = {
  name: "operations",
  aliases: ["list-operations"],
  purpose: "List pending, running or completed operations",
  details: `Of an application's units, those units and those machines are meant that any of --apps, --units and --machines names;
the actions and statuses must fit, too.`,
  examples: ["operations", "operations --apps mysql --status failed,error", "operations --actions juju-exec"],
  maxArgs: 0,
  formats: ["plain", "yaml", "json"],
  flags: FILTERS,
  run(call) {
    const { tasks, engine } = call.model()
    const rules = jujuRules(engine.state)
    const isWanted = filterOf(call)
    const statuses = named(call, "status")
    const ids = [
      ...new Set(
        tasks
          .all()
          .filter(isWanted)
          .map((task) => task.operation),
      ),
    ]
    const shown = rules.detailsOperation ? "neither" : "logs"
    const views = ids
      .map((id) => [id, operation(rules, tasks.ofOperation(id).filter(isWanted), shown)] as const)
      .filter(([, { status }]) => statuses.length === 0 || statuses.includes(status))
    const [offset, limit] = [number(call, "offset") ?? 0, number(call, "limit") || MAX_SHOWN]
    const page = views.slice(offset, offset + limit)
    if (page.length === 0) {
      call.console.err("no matching operations\n")
      return 0
    }
    const isCut = views.length > offset + limit
    const wide = Math.max(2, ...page.map(([id]) => id.length))
    const rows = page.map(([id, { status, timing, tasks: parts, summary }]) => {
      const times = ["started" in timing ? timing.started : "", "completed" in timing ? timing.completed : ""]
      const names = Object.keys(parts)
      const shortened = names.slice(0, MAX_TASKS).join(",") + (names.length > MAX_TASKS ? "..." : "")
      return [id.padStart(wide), status, ...times, shortened, summary]
    })
    print(call, Object.fromEntries(page), "plain", () =>
      [
        offset > 0 || isCut ? `Displaying operation results ${offset + 1} to ${offset + page.length}.\n` : "",
        isCut
          ? `Run the command again with --offset=${offset + limit} --limit=${limit} to see the next batch.\n\n`
          : "",
        table([["ID", "Status", "Started", "Finished", "Task IDs", "Summary"], ...rows]),
      ].join(""),
    )
    return 0
  },
}

/** @throws ToolError that lists all names and statuses that are not valid */
function filterOf(call: CommandCall): (task: Task) => boolean {
  const [apps, units, machines] = [named(call, "apps"), named(call, "units"), named(call, "machines")]
  const [actions, statuses] = [named(call, "actions"), named(call, "status")]
  const wrong = [
    ...bad(apps, APPLICATION_NAME, "application name"),
    ...bad(units, /^[a-z][a-z0-9-]*\/\d+$/, "unit name"),
    ...bad(machines, /^\d+(\/[a-z]+\/\d+)*$/, "machine id"),
    ...statuses
      .filter((status) => !STATUSES.includes(status))
      .map((status) => `"${status}" is not a valid task status, want one of [${STATUSES.join(" ")}]`),
  ]
  if (wrong.length > 0) throw usageError(wrong.join("\n"))
  const { state } = call.model().engine
  const receivers = new Set([
    ...units,
    ...machines,
    ...apps.flatMap((name) => [...getApplication(state, name).units.keys()]),
  ])
  const isLimited = apps.length + units.length + machines.length > 0
  return ({ unit, name }) =>
    (!isLimited || receivers.has(unit)) && (actions.length === 0 || actions.includes(name))
}

function bad(names: readonly string[], form: RegExp, what: string): string[] {
  return names.filter((name) => !form.test(name)).map((name) => `invalid ${what} ${JSON.stringify(name)}`)
}

function named({ flags }: CommandCall, flag: string): string[] {
  const names = flags.list(flag).flatMap((text) => text.split(","))
  return names.filter((name) => name !== "")
}

function number({ flags }: CommandCall, flag: string): number | undefined {
  const text = flags.text(flag)
  return text === undefined ? undefined : Number(text)
}

function count(text: string): string | undefined {
  return /^\d{1,9}$/.test(text)
    ? undefined
    : `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`
}
