import type { ActionRun } from "../context/execution.ts"
import { goMaps } from "./output.ts"
import type { HookTool, ToolCall } from "./tool.ts"
import { runError, usageError } from "./tool-error.ts"

const KEY_PART = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/
const RESERVED = new Set(["stdout", "stdout-encoding", "stderr", "stderr-encoding"])

function runningAction({ context }: ToolCall): ActionRun {
  if (context.execution.kind !== "action") throw runError("not running an action")
  return context.execution.action
}

export const actionGet: HookTool = {
  name: "action-get",
  usage: "[options] [<key>[.<key>.<key>...]]",
  purpose: "Get action parameters",
  format: "smart",
  maxArgs: 1,
  run(call) {
    const { params } = runningAction(call)
    const path = call.args[0]?.split(".") ?? []
    let value: unknown = params
    for (const key of path) {
      const inside = typeof value === "object" && value !== null && Object.hasOwn(value, key)
      value = inside ? Object.entries(value ?? {}).find(([name]) => name === key)?.[1] : null
    }
    return { value: goMaps(value) }
  },
}

export const actionSet: HookTool = {
  name: "action-set",
  usage: "[options] <key>=<value> [<key>=<value> ...]",
  purpose: "Set action results",
  run(call) {
    const results = call.args.map((arg) => {
      const at = arg.indexOf("=")
      if (at <= 0) throw usageError(`argument ${JSON.stringify(arg)} must be of the form key...=value`)
      const keys = arg.slice(0, at).split(".")
      for (const key of keys) checkResultKey(key)
      return { keys, value: arg.slice(at + 1) }
    })
    const action = runningAction(call)
    for (const { keys, value } of results) setNested(action.results, keys, value)
    return undefined
  },
}

function checkResultKey(key: string): void {
  if (RESERVED.has(key)) throw usageError(`cannot set reserved action key ${JSON.stringify(key)}`)
  if (KEY_PART.test(key)) return
  throw usageError(
    `key ${JSON.stringify(key)} must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric and hyphens`,
  )
}

function setNested(
  target: Map<string, unknown>,
  [first = "", ...rest]: readonly string[],
  value: string,
): void {
  if (rest.length === 0) {
    target.set(first, value)
    return
  }
  const inner = target.get(first)
  const map = inner instanceof Map ? inner : new Map<string, unknown>()
  target.set(first, map)
  setNested(map, rest, value)
}

export const actionFail: HookTool = {
  name: "action-fail",
  usage: '[options] ["<failure message>"]',
  purpose: "Set action fail status with message",
  maxArgs: 1,
  run(call) {
    runningAction(call).failure =
      call.args[0] ?? "action failed without reason given, check action for errors"
    return undefined
  },
}

export const actionLog: HookTool = {
  name: "action-log",
  usage: "[options] <message>",
  purpose: "Record a progress message for the current action",
  run(call) {
    if (call.args.length === 0) throw usageError("no message specified")
    const action = runningAction(call)
    action.log.push(call.args.join(" "))
    action.logTimes?.push(new Date())
    return undefined
  },
}
