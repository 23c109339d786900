import { applySettings } from "../state/settings.ts"
import { parseKeyValues } from "./key-values.ts"
import type { HookTool } from "./tool.ts"
import { runError, usageError } from "./tool-error.ts"

export const isLeader: HookTool = {
  name: "is-leader",
  usage: "[options]",
  purpose: "Print application leadership status",
  format: "smart",
  maxArgs: 0,
  run: ({ context }) => ({ value: context.isLeader() }),
}

export const leaderGet: HookTool = {
  name: "leader-get",
  usage: "[options] [<key>]",
  purpose: "Print application leadership settings",
  format: "smart",
  maxArgs: 1,
  run({ context, args }) {
    const [key] = args
    const { values } = context.application.leaderSettings
    if (key?.includes("=")) throw usageError(`invalid key ${JSON.stringify(key)}`)
    return { value: key === undefined || key === "-" ? new Map(values) : (values.get(key) ?? null) }
  },
}

/** Written immediately, not when the hook succeeds, as in Juju up to 3.x. */
export const leaderSet: HookTool = {
  name: "leader-set",
  usage: "<key>=<value> [...]",
  purpose: "Write application leadership settings",
  run({ context, args }) {
    const values = parseKeyValues(args)
    if (!context.isLeader()) {
      throw runError("cannot write leadership settings: cannot write settings: not the leader")
    }
    applySettings(context.application.leaderSettings, values)
    context.unit.leaderSettingsVersion = context.application.leaderSettings.version
    return undefined
  },
}
