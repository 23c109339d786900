import type { Task } from "../../controller/tasks.ts"
import { usageError } from "../../hook-tools/tool-error.ts"
import { takesAnyParameter } from "../../operator/actions.ts"
import { type JujuRules, jujuRules } from "../../state/juju-version.ts"
import { getApplication } from "../../state/model-state.ts"
import type { Command } from "../command.ts"
import { print, sorted, table } from "../output.ts"
import { taskView } from "../views/task-json.ts"
import { plain } from "../views/task-text.ts"
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
    const { state } = call.model().engine
    const { actions } = getApplication(state, name).charm.spec
    const specs = Object.entries(actions).sort(([a], [b]) => (a < b ? -1 : 1))
    const schema = call.flags.bool("schema")
    const shown = specs.map(([action, spec]) => [
      action,
      schema
        ? {
            additionalProperties: takesAnyParameter(state, spec),
            description: spec.description ?? "No description",
            properties: spec.params,
            ...(spec.required.length === 0 ? {} : { required: spec.required }),
            title: spec.title ?? action,
            type: "object",
          }
        : (spec.description ?? "No description"),
    ])
    const rows = specs.map(([action, spec]) => [action, spec.description ?? "No description"])
    print(
      call,
      sorted(Object.fromEntries(shown)),
      "default",
      schema ? undefined : () => table([["Action", "Description"], ...rows]),
    )
    return 0
  },
}

export const showTask: Command = {
  name: "show-task",
  usage: "<task ID>",
  purpose: "Show results of a task by ID",
  maxArgs: 1,
  formats: ["plain", "json", "yaml"],
  flags: [{ names: ["wait"], takes: "value", help: "Accepted; shows the current results" }],
  run(call) {
    const [id] = call.args
    if (id === undefined) throw usageError("no task ID specified")
    const { tasks, engine } = call.model()
    const task = tasks.get(id)
    const { fullTaskTimes } = jujuRules(engine.state)
    print(call, sorted(taskView(task, fullTaskTimes)), "plain", () => plain([task], call.console.isTerminal))
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
    const { tasks, engine } = call.model()
    print(call, { [id]: operation(jujuRules(engine.state), tasks.ofOperation(id)) }, "yaml")
    return 0
  },
}

export const operations: Command = {
  name: "operations",
  aliases: ["list-operations"],
  purpose: "List recent operations",
  maxArgs: 0,
  formats: ["plain", "yaml", "json"],
  run(call) {
    const { tasks, engine } = call.model()
    const rules = jujuRules(engine.state)
    const ids = [...new Set(tasks.all().map((task) => task.operation))]
    const views = ids.map((id) => [id, operation(rules, tasks.ofOperation(id))] as const)
    const wide = Math.max(2, ...ids.map((id) => id.length))
    const rows = views.map(([id, { status, timing, tasks: parts, summary }]) => {
      const times = ["started" in timing ? timing.started : "", "completed" in timing ? timing.completed : ""]
      return [id.padStart(wide), status, ...times, Object.keys(parts).join(","), summary]
    })
    print(call, Object.fromEntries(views), "plain", () =>
      table([["ID", "Status", "Started", "Finished", "Task IDs", "Summary"], ...rows]),
    )
    return 0
  },
}

function operation({ fullTaskTimes, words }: JujuRules, tasks: readonly Task[]) {
  const [first] = tasks
  const views = tasks.map((task) => [task.id, taskView(task, fullTaskTimes)] as const)
  const open = views.some(([, { status }]) => status === "pending" || status === "running")
  const bad = ["error", "failed"].find((word) => views.some(([, { status }]) => status === word))
  const ends = tasks.map(({ completed }) => completed).sort((a, b) => Number(a) - Number(b))
  const last = open ? undefined : ends.at(-1)
  return {
    summary: words.operationSummary(
      first?.name ?? "",
      tasks.map(({ unit }) => unit),
    ),
    status: open ? "running" : (bad ?? "completed"),
    ...(first === undefined || first.name === "juju-exec"
      ? {}
      : { action: { name: first.name, parameters: first.params } }),
    timing: {
      ...(first === undefined ? {} : { enqueued: goTime(first.enqueued) }),
      ...(first?.started === undefined || !fullTaskTimes ? {} : { started: goTime(first.started) }),
      ...(last === undefined ? {} : { completed: goTime(last) }),
    },
    tasks: Object.fromEntries(
      views.map(([id, { id: _id, unit, results: _results, ...view }]) => [id, { host: unit, ...view }]),
    ),
  }
}
