import type { LoggedStatus, StatusKind } from "../../controller/status-log.ts"
import { usageError } from "../../hook-tools/tool-error.ts"
import { MinijujuError } from "../../state/errors.ts"
import type { Command } from "../command.ts"
import { print, table } from "../output.ts"
import { statusTime } from "../views/times.ts"

/** The kinds that each `--type` shows; none: not recorded here. */
const TYPES: Readonly<Record<string, readonly StatusKind[]>> = {
  unit: ["workload", "juju-unit"],
  workload: ["workload"],
  "juju-unit": ["juju-unit"],
  application: ["application"],
  machine: [],
  "juju-machine": [],
  container: [],
  "juju-container": [],
  model: [],
  saas: [],
}

export const showStatusLog: Command = {
  name: "show-status-log",
  usage: "<entity name>",
  purpose: "Output past statuses for the specified entity",
  details: "The statuses since the background process started, at most 200 for each unit and application.",
  examples: [
    "show-status-log mysql/0",
    "show-status-log mysql/0 -n 30",
    "show-status-log --type application mysql",
  ],
  formats: ["tabular", "json", "yaml"],
  flags: [
    {
      names: ["type"],
      takes: "value",
      help: `Type of statuses to be displayed (${Object.keys(TYPES).join("|")})`,
    },
    { names: ["n"], takes: "value", help: "Return the last N logs, default 20" },
    { names: ["days"], takes: "value", help: "Return the logs for the past days" },
    { names: ["from-date"], takes: "value", help: "Return logs for any date after this one, YYYY-MM-DD" },
    { names: ["utc"], takes: "bool", help: "Display time as UTC in RFC3339 format" },
  ],
  run(call) {
    const { args, flags } = call
    const [name] = args
    const type = flags.text("type") ?? "unit"
    const kinds = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined
    if (args.length > 1) throw usageError("unexpected arguments after entity name.")
    if (name === undefined && type !== "model") throw usageError("entity name is missing.")
    if (["n", "days", "from-date"].filter((flag) => flags.text(flag) !== undefined).length > 1)
      throw usageError("backlog size, backlog date and backlog days back cannot be specified together")
    if (kinds === undefined) throw usageError(`unexpected status type ${JSON.stringify(type)}`)
    if (["unit", "workload", "juju-unit"].includes(type) && !/^[a-z][a-z0-9-]*\/\d+$/.test(name ?? ""))
      throw new MinijujuError("bad-argument", `${JSON.stringify(name)} is not a valid name for a ${type}`)
    const all = call
      .model()
      .statusLog.of(name ?? "")
      .filter(({ kind }) => kinds.includes(kind))
    const shown = selected(all, flags.text("days"), flags.text("from-date"), flags.text("n"))
    if (shown.length === 0) throw new MinijujuError("not-found", "no status history available")
    const utc = flags.bool("utc")
    const views = shown.map(({ current, message, since, kind, data }) => ({
      status: current,
      ...(message === "" ? {} : { message }),
      ...(data === undefined ? {} : { data }),
      since: since.toISOString(),
      type: kind,
    }))
    print(call, views, "tabular", () =>
      table([
        ["Time", "Type", "Status", "Message"],
        ...shown.map(({ since, kind, current, message }) => [statusTime(since, utc), kind, current, message]),
      ]),
    )
    return 0
  },
}

function selected(
  all: readonly LoggedStatus[],
  days: string | undefined,
  from: string | undefined,
  count: string | undefined,
): readonly LoggedStatus[] {
  if (days !== undefined)
    return all.filter(({ since }) => Date.now() - since.getTime() < number(days, "days") * 86_400_000)
  if (from !== undefined) {
    const start = Date.parse(from)
    if (!/^\d{4}-\d\d-\d\d$/.test(from) || Number.isNaN(start))
      throw usageError(`parsing backlog date: parsing time ${JSON.stringify(from)} as "2006-01-02"`)
    return all.filter(({ since }) => since.getTime() >= start)
  }
  return all.slice(-number(count ?? "20", "n"))
}

function number(text: string, flag: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw usageError(`invalid value ${JSON.stringify(text)} for option -${flag}: it must be a number above 0`)
}
