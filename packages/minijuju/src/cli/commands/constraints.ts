import { usageError } from "../../hook-tools/tool-error.ts"
import { constraintsText, constraintsView } from "../../operator/constraints.ts"
import { MinijujuError } from "../../state/errors.ts"
import { getApplication } from "../../state/model-state.ts"
import type { Command, CommandCall } from "../command.ts"
import { print } from "../output.ts"

const FORMATS = ["constraints", "json", "yaml"]
const NO_EFFECT = "All units run on this machine, so that constraints are only stored and shown."

export const constraints: Command = {
  name: "constraints",
  aliases: ["get-constraints"],
  usage: "<application>",
  purpose: "Show machine constraints for an application",
  formats: FORMATS,
  maxArgs: 1,
  run(call) {
    const [name] = call.args
    if (name === undefined) throw usageError("no application specified")
    return show(call, getApplication(call.model().engine.state, name).constraints)
  },
}

export const setConstraints: Command = {
  name: "set-constraints",
  usage: "<application> <constraint>=<value> ...",
  purpose: "Set machine constraints for an application",
  details: NO_EFFECT,
  examples: ["set-constraints my-app mem=8G cores=4"],
  run(call) {
    const [name, ...items] = call.args
    if (name === undefined) throw usageError("no application name specified")
    return asUsage(() => call.model().model.setConstraints(items, name))
  },
}

export const modelConstraints: Command = {
  name: "model-constraints",
  aliases: ["get-model-constraints"],
  purpose: "Show machine constraints for a model",
  formats: FORMATS,
  maxArgs: 0,
  run: (call) => show(call, call.model().engine.state.constraints),
}

export const setModelConstraints: Command = {
  name: "set-model-constraints",
  usage: "<constraint>=<value> ...",
  purpose: "Set machine constraints on a model",
  details: NO_EFFECT,
  examples: ["set-model-constraints cores=8 mem=16G"],
  run: (call) => asUsage(() => call.model().model.setConstraints(call.args)),
}

function show(call: CommandCall, value: Readonly<Record<string, string>>): 0 {
  print(call, constraintsView(value), "constraints", () => `${constraintsText(value)}\n`)
  return 0
}

/** Juju parses constraints with the command line. */
function asUsage(set: () => void): 0 {
  try {
    set()
    return 0
  } catch (error) {
    if (error instanceof MinijujuError && error.code === "bad-argument") throw usageError(error.message)
    throw error
  }
}
