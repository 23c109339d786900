import { MAX_STATE_KEY, MAX_STATE_VALUE } from "../context/charm-state-quota.ts"
import { mergedState } from "../context/flush.ts"
import { readSettingsFile } from "./key-values.ts"
import type { HookTool } from "./tool.ts"
import { runError } from "./tool-error.ts"

export const stateGet: HookTool = {
  name: "state-get",
  usage: "[options] [<key>]",
  purpose: "Print server-side-state value",
  format: "smart",
  maxArgs: 1,
  flags: [{ names: ["strict"], takes: "bool", help: "Return an error if the requested key does not exist" }],
  run({ context, args, flags }) {
    const state = mergedState(context)
    const [key] = args
    if (key === undefined || key === "-") {
      // Juju prints an empty state as `null` in JSON and as `{}` otherwise.
      return { value: state.size === 0 && flags.text("format") === "json" ? null : state }
    }
    const value = state.get(key)
    if (value === undefined && flags.bool("strict")) throw runError(`${JSON.stringify(key)} not found`)
    return { value: value ?? "" }
  },
}

export const stateSet: HookTool = {
  name: "state-set",
  usage: "[options] key=value [key=value ...]",
  purpose: "Set server-side-state values",
  flags: [
    { names: ["file"], takes: "value", help: "File containing key-value pairs, or - for standard input" },
  ],
  run(call) {
    const values = readSettingsFile(call)
    for (const [key, value] of values) {
      if (Buffer.byteLength(key) > MAX_STATE_KEY)
        throw runError(`max allowed key length (${MAX_STATE_KEY}) exceeded`)
      if (Buffer.byteLength(value) > MAX_STATE_VALUE)
        throw runError(`max allowed value length (${MAX_STATE_VALUE}) exceeded`)
    }
    for (const [key, value] of values) call.context.writes.charmState.set(key, value)
    return undefined
  },
}

export const stateDelete: HookTool = {
  name: "state-delete",
  usage: "[options] <key>",
  purpose: "Delete server-side-state key value pairs",
  maxArgs: 1,
  run({ context, args }) {
    if (args[0] !== undefined) context.writes.charmState.set(args[0], undefined)
    return undefined
  },
}
