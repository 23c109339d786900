import type { ApplicationState, InProcessExecution, Observer, UnitState } from "minijuju/state-transition"
import { deepFreeze } from "./freeze.ts"
import type { Records } from "./records.ts"
import { statusOf } from "./state-of.ts"

type RunTool = InProcessExecution["runTool"]

/** The same hook tools, recording every call and every change of a status or the workload version. */
export function recordingTools(
  runTool: RunTool,
  records: Records,
  unit: UnitState,
  application: ApplicationState | undefined,
): RunTool {
  return (tool, args, stdin) => {
    const { workloadStatus } = unit
    const appStatus = application?.status
    const reply = runTool(tool, args, stdin)
    records.toolCalls.push(deepFreeze({ tool, args: [...args], stdin, exitCode: reply.code }))
    if (unit.workloadStatus !== workloadStatus)
      records.unitStatusHistory.push(deepFreeze(statusOf(unit.workloadStatus)))
    if (application?.status !== appStatus)
      records.appStatusHistory.push(deepFreeze(statusOf(application?.status)))
    if (tool === "application-version-set" && reply.code === 0)
      records.workloadVersionHistory.push(unit.workloadVersion)
    return reply
  }
}

/** Records log lines without the prefix (`db:7: `) that Juju adds in relation hooks. */
export function recordLogs(observer: Observer, records: Records, relation: string | undefined): void {
  observer.listen((event) => {
    if (event.type !== "log" || event.module !== "juju-log") return
    const prefix = `${relation}: `
    const { level, message } = event
    records.logs.push(
      deepFreeze({ level, message: message.startsWith(prefix) ? message.slice(prefix.length) : message }),
    )
  })
}
