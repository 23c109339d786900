import { relationHookOf } from "../context/execution.ts"
import type { HookTool } from "./tool.ts"
import { usageError } from "./tool-error.ts"

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]

export const jujuLog: HookTool = {
  name: "juju-log",
  usage: "[options] <message>",
  purpose: "Write a message to the juju log",
  flags: [
    { names: ["debug"], takes: "bool", help: "Log at debug level" },
    { names: ["l", "log-level"], takes: "value", help: "Send log message at the given level" },
    { names: ["format"], takes: "value", help: "deprecated format flag" },
  ],
  run({ context, args, flags }) {
    if (args.length === 0) throw usageError("no message specified")
    const asked = flags.bool("debug") ? "DEBUG" : (flags.text("l") ?? "INFO").toUpperCase()
    const level = LEVELS.includes(asked) ? asked : "INFO"
    const hook = relationHookOf(context.execution)
    const prefix = hook === undefined ? "" : `${hook.endpoint}:${hook.relationId}: `
    const message = `${prefix}${args.join(" ")}`
    const log = (level: string, message: string) =>
      context.observer.emit({ type: "log", entity: context.unit.name, level, module: "juju-log", message })
    if (level !== asked)
      log("WARNING", `Specified log level of "${asked}" is not valid; using "INFO" instead.`)
    log(level, message)
    return undefined
  },
}
