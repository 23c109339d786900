import { applicationStatus } from "../operator/application-status.ts"
import { type StatusInfo, statusInfo } from "../state/status.ts"
import type { HookTool } from "./tool.ts"
import { runError, usageError } from "./tool-error.ts"

const SETTABLE = ["maintenance", "blocked", "waiting", "active"]
const APPLICATION_FLAG = {
  names: ["application"],
  takes: "bool",
  help: "Act on the application's status (leader only)",
} as const

export const statusSet: HookTool = {
  name: "status-set",
  usage: "[options] <maintenance | blocked | waiting | active> [message]",
  purpose: "Set status information",
  flags: [APPLICATION_FLAG],
  maxArgs: 2,
  run({ context, args, flags }) {
    const [status, message = ""] = args
    if (status === undefined) throw usageError("invalid args, require <status> [message]")
    if (!SETTABLE.includes(status)) {
      throw usageError(`invalid status ${JSON.stringify(status)}, expected one of [${SETTABLE.join(" ")}]`)
    }
    const info = statusInfo(status, message)
    const application = flags.bool("application")
    if (application && !context.isLeader()) throw runError("this unit is not the leader")
    const before = application ? context.application.status : context.unit.workloadStatus
    if (application) context.application.status = info
    else {
      context.unit.workloadStatus = info
      context.unit.statusSet = true
    }
    if (before?.current !== status || before.message !== message) {
      const entity = application ? context.application.name : context.unit.name
      context.observer.emit({ type: "status-changed", entity, status, message })
    }
    return undefined
  },
}

export const statusGet: HookTool = {
  name: "status-get",
  usage: "[options]",
  purpose: "Print status information",
  format: "smart",
  maxArgs: 0,
  flags: [APPLICATION_FLAG, { names: ["include-data"], takes: "bool", help: "Print all status data" }],
  run({ context, flags }) {
    const whole = flags.bool("include-data")
    const wordOnly = !whole && (flags.text("format") ?? "smart") === "smart"
    if (!flags.bool("application")) {
      const status = context.unitStatus()
      if (wordOnly) return { value: status.current }
      return { value: whole ? statusData(status) : { status: status.current } }
    }
    if (!context.isLeader()) throw runError("finding application status: this unit is not the leader")
    if (wordOnly) return { value: applicationStatus(context.state, context.application).current }
    const show = (status: StatusInfo) => (whole ? statusData(status) : { status: status.current })
    const units = Object.fromEntries(
      [...context.application.units.values()].map((unit) => [unit.name, show(unit.workloadStatus)]),
    )
    const own = show(applicationStatus(context.state, context.application))
    return { value: { "application-status": new Map(Object.entries({ ...own, units })) } }
  },
}

function statusData(status: StatusInfo): Record<string, unknown> {
  return { message: status.message, status: status.current, "status-data": status.data ?? {} }
}

export const applicationVersionSet: HookTool = {
  name: "application-version-set",
  usage: "[options] <new-version>",
  purpose: "Specify which version of the application is deployed",
  maxArgs: 1,
  run({ context, args }) {
    if (args[0] === undefined) throw usageError("no version specified")
    context.unit.workloadVersion = args[0]
    return undefined
  },
}
