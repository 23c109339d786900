import { MinijujuError } from "../../state/errors.ts"
import type { Command } from "../command.ts"
import { print } from "../output.ts"

const RETRY = "automatically-retry-hooks"

export const modelConfig: Command = {
  name: "model-config",
  usage: "[<key>] [<key>=<value> ...]",
  purpose: "Show or set a model's configuration",
  details: `Of the options, only ${RETRY} has an effect on minijuju; the others are accepted with a warning.`,
  examples: ["model-config", `model-config ${RETRY}=false`],
  formats: ["yaml", "json"],
  flags: [
    { names: ["reset"], takes: "list", help: "Reset the provided comma delimited keys" },
    { names: ["file"], takes: "value", help: "Accepted without effect" },
  ],
  run(call) {
    const { engine } = call.model()
    const { config } = engine.state
    const reset = call.flags.list("reset").flatMap((text) => text.split(","))
    const pairs = call.args.filter((arg) => arg.includes("="))
    if (pairs.length > 0 || reset.length > 0) {
      for (const pair of pairs) {
        const at = pair.indexOf("=")
        const [key, value] = [pair.slice(0, at), pair.slice(at + 1)]
        if (key === RETRY) config.set(key, booleanOf(key, value))
        else call.console.err(`WARNING ${key} has no effect on minijuju\n`)
      }
      for (const key of reset) config.delete(key)
      return 0
    }
    const values = {
      "agent-version": engine.state.jujuVersion,
      [RETRY]: engine.retry.enabled,
      "logging-config": "<root>=INFO",
      name: engine.state.name,
      type: "minijuju",
      "update-status-hook-interval": "5m",
      uuid: engine.state.uuid,
    }
    const [key] = call.args
    const shown = Object.entries(values).filter(([name]) => key === undefined || name === key)
    const source = (name: string) => (config.has(name) ? "model" : "default")
    print(
      call,
      Object.fromEntries(shown.map(([name, Value]) => [name, { Value, Source: source(name) }])),
      "yaml",
    )
    return 0
  },
}

function booleanOf(key: string, text: string): string {
  const value = text.toLowerCase()
  if (value === "true" || value === "false") return value
  throw new MinijujuError("bad-argument", `${key}: expected bool, got string(${JSON.stringify(text)})`)
}
