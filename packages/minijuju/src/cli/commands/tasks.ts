import type { Task } from "../../controller/tasks.ts"
import type { FlagSpecs } from "../../hook-tools/flags.ts"
import { usageError } from "../../hook-tools/tool-error.ts"
import { takesAnyParameter } from "../../operator/actions.ts"
import { type JujuRules, jujuRules } from "../../state/juju-version.ts"
import { getApplication } from "../../state/model-state.ts"
import type { Command, CommandCall } from "../command.ts"
import { parseDuration } from "../durations.ts"
import { waitForTasks } from "../operations.ts"
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

const WAIT_FLAGS: FlagSpecs = [
  { names: ["wait"], takes: "value", help: "Wait for the end at most this long; 0: without a limit" },
  { names: ["watch"], takes: "bool", help: "Wait for the end without a limit" },
  { names: ["utc"], takes: "bool", help: "Accepted; times are in UTC" },
]

/** Waits for tasks as --wait or --watch say (Juju: `cmd/juju/action/showtask.go`). */
async function waitIfAsked(call: CommandCall, tasks: readonly Task[]): Promise<void> {
  const [wait, watch] = [call.flags.text("wait"), call.flags.bool("watch")]
  if (wait !== undefined && watch) throw usageError("specify either --watch or --wait but not both")
  const limit = wait === undefined ? 0 : parseDuration(wait, "wait")
  if (watch || wait !== undefined)
    await waitForTasks(call, tasks, limit || undefined, () => "maximum wait time reached")
}

export const showTask: Command = {
  name: "show-task",
  usage: "<task ID>",
  purpose: "Show results of a task by ID",
  maxArgs: 1,
  formats: ["plain", "json", "yaml"],
  flags: WAIT_FLAGS,
  async run(call) {
    const [id] = call.args
    if (id === undefined) throw usageError("no task ID specified")
    const { tasks, engine } = call.model()
    const task = tasks.get(id)
    await waitIfAsked(call, [task])
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
  flags: WAIT_FLAGS,
  async run(call) {
    const [id] = call.args
    if (id === undefined) throw usageError("no operation ID specified")
    const { tasks, engine } = call.model()
    const parts = tasks.ofOperation(id)
    await waitIfAsked(call, parts)
    const rules = jujuRules(engine.state)
    print(call, operation(rules, parts, rules.detailsOperation ? "all" : "logs"), "yaml")
    return 0
  },
}

/** @param shown What else is shown of tasks: both their logs and their results, or only one, or neither. */
export function operation(
  { fullTaskTimes, words }: JujuRules,
  tasks: readonly Task[],
  shown: "all" | "logs" | "neither",
) {
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
      views.map(([id, { id: _id, unit, results, log, ...view }]) => [
        id,
        {
          host: unit,
          ...view,
          ...(log === undefined || shown === "neither" ? {} : { log }),
          ...(results === undefined || shown !== "all" ? {} : { results }),
        },
      ]),
    ),
  }
}
