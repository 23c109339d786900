import type { Task } from "../../controller/tasks.ts"
import { goTime } from "./times.ts"

/** Renders one task of `juju run --format json`. */
export function taskView(task: Task, withEnd: boolean) {
  const { result } = task
  const failedCommand = task.name === "juju-exec" && result !== undefined
  return {
    id: task.id,
    status:
      result === undefined
        ? task.started === undefined
          ? "pending"
          : "running"
        : failedCommand
          ? "completed"
          : result.status,
    unit: task.unit,
    ...(result === undefined ? {} : { results: result.results }),
    ...(result === undefined || result.message === "" || failedCommand ? {} : { message: result.message }),
    ...(result === undefined || result.log.length === 0
      ? {}
      : { log: result.log.map((line, i) => `${goTime(task.logTimes[i] ?? task.enqueued)} ${line}`) }),
    timing: {
      enqueued: goTime(task.enqueued),
      ...(task.started === undefined ? {} : { started: goTime(task.started) }),
      ...(task.completed === undefined || !withEnd ? {} : { completed: goTime(task.completed) }),
    },
  }
}

export function returnCode({ result }: Task): number {
  const code = result?.results["return-code"]
  return typeof code === "number" ? code : 0
}
