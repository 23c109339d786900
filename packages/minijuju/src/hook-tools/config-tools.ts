import { configValues } from "../operator/config.ts"
import type { HookTool } from "./tool.ts"
import { usageError } from "./tool-error.ts"

export const configGet: HookTool = {
  name: "config-get",
  usage: "[options] [<key>]",
  purpose: "Print application configuration",
  format: "smart",
  maxArgs: 1,
  flags: [{ names: ["a", "all"], takes: "bool", help: "Print all keys" }],
  run({ context, args, flags }) {
    const [key] = args
    if (key !== undefined && flags.bool("a"))
      throw usageError(`cannot use argument --all together with key ${JSON.stringify(key)}`)
    const values = configValues(context.application)
    if (key !== undefined) return { value: values.get(key) ?? null }
    return { value: flags.bool("a") ? values : new Map([...values].filter(([, value]) => value !== null)) }
  },
}
