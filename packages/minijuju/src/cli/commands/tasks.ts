import type { Task } from "../../daemon/tasks.ts"
import { usageError } from "../../hook-tools/tool-error.ts"
import { getApplication } from "../../state/model-state.ts"
import type { Command } from "../command.ts"
import { print, table } from "../output.ts"
import { taskView } from "../views/task-json.ts"
import { goTime } from "../views/times.ts"

export const actions: Command = {
  name: "actions",
  aliases: ["list-actions"],
  usage: "<application>",
  purpose: "List actions defined for an application",
  maxArgs: 1,
  formats: ["default", "json", "yaml"],
  flags: [{ names: ["schema"], takes: "bool", help: "Display the full action schema" }],
  run(call) {
    const [name] = call.args
    if (name === undefined) throw usageError("no application name specified")
    const specs = Object.entries(getApplication(call.model().engine.state, name).charm.spec.actions)
    const shown = specs.map(([action, spec]) => [
      action,
      call.flags.bool("schema")
        ? {
            title: action,
            description: spec.description ?? "",
            type: "object",
            properties: spec.params,
            required: spec.required,
            additionalProperties: spec.additionalProperties,
          }
        : (spec.description ?? "No description"),
    ])
    const rows = specs.map(([action, spec]) => [action, spec.description ?? "No description"])
    print(call, Object.fromEntries(shown), "default", () => table([["Action", "Description"], ...rows]))
    return 0
  },
}

export const showTask: Command = {
  name: "show-task",
  usage: "<task ID>",
  purpose: "Show results of a task by ID",
  maxArgs: 1,
  formats: ["yaml", "json"],
  flags: [{ names: ["wait"], takes: "value", help: "Accepted; shows the current results" }],
  run(call) {
    const [id] = call.args
    if (id === undefined) throw usageError("no task ID specified")
    print(call, taskView(call.model().tasks.get(id)), "yaml")
    return 0
  },
}

export const showOperation: Command = {
  name: "show-operation",
  usage: "<operation ID>",
  purpose: "Show results of an operation",
  maxArgs: 1,
  formats: ["yaml", "json"],
  flags: [{ names: ["wait"], takes: "value", help: "Accepted; shows the current results" }],
  run(call) {
    const [id] = call.args
    if (id === undefined) throw usageError("no operation ID specified")
    print(call, { [id]: operation(call.model().tasks.ofOperation(id)) }, "yaml")
    return 0
  },
}

export const operations: Command = {
  name: "operations",
  aliases: ["list-operations"],
  purpose: "List recent operations",
  maxArgs: 0,
  formats: ["yaml", "json"],
  run(call) {
    const { tasks } = call.model()
    const ids = [...new Set(tasks.all().map((task) => task.operation))]
    print(call, Object.fromEntries(ids.map((id) => [id, operation(tasks.ofOperation(id))])), "yaml")
    return 0
  },
}

function operation(tasks: readonly Task[]) {
  const [first] = tasks
  const views = tasks.map((task) => [task.id, taskView(task)] as const)
  const open = views.some(([, { status }]) => status === "pending" || status === "running")
  const failed = views.some(([, { status }]) => status === "failed")
  return {
    summary: `${first?.name ?? ""} run on ${tasks.map(({ unit }) => unit).join(",")}`,
    status: open ? "running" : failed ? "failed" : "completed",
    ...(first === undefined ? {} : { timing: { enqueued: goTime(first.enqueued) } }),
    tasks: Object.fromEntries(views),
  }
}
