import type { LogLine } from "../../controller/debug-log.ts"
import { usageError } from "../../hook-tools/tool-error.ts"
import { COLOUR_FLAGS, levelColour, type Paint, painter } from "../colours.ts"
import type { Command, CommandCall } from "../command.ts"
import { durationMistake } from "../durations.ts"
import { clock } from "../views/times.ts"
import { visible } from "../visible.ts"

/** Levels of log messages, the least important first. */
export const LEVELS = ["TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]

export const debugLog: Command = {
  name: "debug-log",
  purpose: "Display log messages of a model",
  details: `Shows the messages of charms and which hooks ran. In a terminal it continues until you press Ctrl+C;
elsewhere, or with --no-tail or --limit, it ends after the existing messages. --include and --exclude take an
application, a unit or an agent (unit-mysql-0), and may be given several times.`,
  examples: [
    "debug-log",
    "debug-log --replay --no-tail",
    "debug-log --level ERROR --limit 20",
    "debug-log --include mysql/0",
  ],
  maxArgs: 0,
  flags: [
    { names: ["replay"], takes: "bool", help: "Show the entire log" },
    { names: ["tail"], takes: "bool", help: "Show existing log messages and continue with new ones" },
    { names: ["no-tail", "T"], takes: "bool", help: "Only show existing log messages" },
    { names: ["limit"], takes: "value", help: "Show at most this many lines, and stop" },
    { names: ["n", "lines"], takes: "value", help: "Go back this many lines, default 10" },
    {
      names: ["l", "level"],
      takes: "value",
      help: "Log level to show, one of [TRACE, DEBUG, INFO, WARNING, ERROR]",
    },
    { names: ["i", "include"], takes: "list", help: "Only show log messages of these entities" },
    { names: ["x", "exclude"], takes: "list", help: "Do not show log messages of these entities" },
    { names: ["include-module"], takes: "list", help: "Only show log messages of these modules" },
    { names: ["exclude-module"], takes: "list", help: "Do not show log messages of these modules" },
    {
      names: ["include-label"],
      takes: "list",
      help: "Only show messages with these labels: no message here has one",
    },
    { names: ["exclude-label"], takes: "list", help: "Accepted without effect: no message here has a label" },
    { names: ["date"], takes: "bool", help: "Show dates as well as times" },
    { names: ["ms"], takes: "bool", help: "Show times to millisecond precision" },
    { names: ["utc"], takes: "bool", help: "Show times in UTC" },
    ...COLOUR_FLAGS,
    { names: ["location", "retry"], takes: "bool", help: "Accepted without effect" },
    { names: ["retry-delay"], takes: "value", help: "Accepted without effect", check: durationMistake },
  ],
  async run(call) {
    const { flags, console, signal } = call
    if (flags.bool("no-tail") && flags.text("n") !== undefined)
      throw usageError("setting --no-tail and --lines not valid: use --limit")
    const { log } = call.model()
    const limit = number(call, "limit")
    const tail = flags.bool("tail") || (console.isTerminal && !flags.bool("no-tail") && limit === undefined)
    const matches = filter(call)
    const all = log.lines().filter(matches)
    // --limit counts from the oldest line that is shown, as in Juju; with --replay, from the first line of the
    // log.
    const back = flags.bool("replay") ? all.length : (number(call, "n") ?? limit ?? 10)
    const shown = back === 0 ? [] : all.slice(-back)
    const paint = painter(call)
    const write = (line: LogLine) => console.out(format(call, line, paint))
    for (const line of shown.slice(0, limit ?? shown.length)) write(line)
    if (!tail) return 0
    const end = log.follow((line) => {
      if (matches(line)) write(line)
    })
    if (!signal.aborted)
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }))
    end()
    return 0
  },
}

function number({ flags }: CommandCall, name: string): number | undefined {
  const text = flags.text(name)
  if (text === undefined) return undefined
  if (!/^\d+$/.test(text))
    throw usageError(`invalid value ${JSON.stringify(text)} for option --${name}: not a number`)
  return Number(text)
}

function filter({ flags }: CommandCall): (line: LogLine) => boolean {
  const level = (flags.text("l") ?? "TRACE").toUpperCase()
  const least = LEVELS.indexOf(level)
  if (least < 0)
    throw usageError(
      `level value ${JSON.stringify(level)} is not one of "TRACE", "DEBUG", "INFO", "WARNING", "ERROR"`,
    )
  const modules = (name: string) => flags.list(name)
  const inModules = (line: LogLine, list: readonly string[]) =>
    list.some((module) => line.module === module || line.module.startsWith(`${module}.`))
  const from = (line: LogLine, list: readonly string[]) => list.some((text) => isFrom(line.entity, text))
  const include = flags.list("i")
  const exclude = flags.list("x")
  const demandsLabel = flags.list("include-label").length > 0
  return (line) =>
    !demandsLabel &&
    LEVELS.indexOf(line.level) >= least &&
    (include.length === 0 || from(line, include)) &&
    !from(line, exclude) &&
    (modules("include-module").length === 0 || inModules(line, modules("include-module"))) &&
    !inModules(line, modules("exclude-module"))
}

function isFrom(entity: string, pattern: string): boolean {
  const tag = tagOf(entity)
  if (pattern.endsWith("*"))
    return tag.startsWith(pattern.slice(0, -1)) || entity.startsWith(pattern.slice(0, -1))
  return entity === pattern || tag === pattern || entity.split("/")[0] === pattern
}

function tagOf(entity: string): string {
  return entity.includes("/") ? `unit-${entity.replace("/", "-")}` : `application-${entity}`
}

/** `unit-app-0: 15:04:05 INFO unit.app/0.juju-log db:7: text` */
function format({ flags }: CommandCall, line: LogLine, paint: Paint): string {
  const at = new Date(line.at)
  const utc = flags.bool("utc")
  const iso = new Date(utc ? at : at.getTime() - at.getTimezoneOffset() * 60_000).toISOString()
  const date = flags.bool("date") ? `${iso.slice(0, 10)} ` : ""
  const ms = flags.bool("ms") ? iso.slice(19, 23) : ""
  const level = paint(line.level, levelColour(line.level))
  return `${tagOf(line.entity)}: ${date}${clock(at, utc)}${ms} ${level} ${line.module} ${visible(line.message)}\n`
}
