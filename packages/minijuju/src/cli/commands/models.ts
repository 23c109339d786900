import { PersistentModel } from "../../controller/persistent-model.ts"
import { usageError } from "../../hook-tools/tool-error.ts"
import { JUJU_VERSION } from "../../state/juju-version.ts"
import type { Command, CommandCall } from "../command.ts"
import { print, table } from "../output.ts"
import { statusTime } from "../views/times.ts"
import { configOfNewModel, warnOfConfig } from "./model-config.ts"

export const CONTROLLER_UUID = "00000000-0000-4000-8000-000000000000"

export const addModel: Command = {
  name: "add-model",
  usage: "<model name> [cloud|region|(cloud/region)]",
  purpose: "Add a model and switch to it",
  details: "A model holds applications, their units and relations. Models are independent of each other.",
  examples: ["add-model dev", "add-model --no-switch test", "add-model four --juju 4.0"],
  noModel: true,
  maxArgs: 2,
  flags: [
    { names: ["no-switch"], takes: "bool", help: "Do not switch to the newly created model" },
    {
      names: ["config"],
      takes: "list",
      help: "Set a key of the model's configuration (key=value), or keys of a YAML file",
    },
    { names: ["credential"], takes: "value", help: "Accepted; there is no cloud to log in to" },
    { names: ["owner"], takes: "value", help: "Accepted; all models are yours" },
  ],
  async run(call) {
    const { args, controller, console, flags, juju } = call
    const [name] = args
    if (name === undefined) throw usageError("model name is required")
    const values = configOfNewModel(call)
    const { model } = await controller.add(name, juju)
    try {
      model.modelConfig(values)
    } catch (error) {
      await controller.destroy(name)
      throw error
    }
    warnOfConfig(call, Object.keys(values))
    if (!flags.bool("no-switch")) controller.current = name
    console.err(`Added '${name}' model on localhost/localhost with credential 'default' for user 'admin'\n`)
    return 0
  },
}

export const models: Command = {
  name: "models",
  aliases: ["list-models"],
  purpose: "List models",
  details: `"*" marks the one that commands use.`,
  noModel: true,
  maxArgs: 0,
  formats: ["tabular", "json", "yaml"],
  flags: [
    { names: ["all", "uuid", "exact-time"], takes: "bool", help: "Accepted" },
    { names: ["user"], takes: "value", help: "Accepted; all models are yours" },
  ],
  run(call) {
    const { controller } = call
    const views = controller.models.map((model) => modelView(model))
    const { current } = controller
    print(
      call,
      { models: views, ...(current === undefined ? {} : { "current-model": current }) },
      "tabular",
      () => {
        const rows = views.map((view) => [
          `${view["short-name"]}${view["short-name"] === current ? "*" : ""}`,
          `${view.cloud}/${view.region}`,
          view.type,
          view.status.current,
          "admin",
          "just now",
        ])
        return `Controller: minijuju\n\n${table([["Model", "Cloud/Region", "Type", "Status", "Access", "Last connection"], ...rows])}`
      },
    )
    return 0
  },
}

export const showModel: Command = {
  name: "show-model",
  usage: "<model name>",
  purpose: "Show information about a model",
  noModel: true,
  maxArgs: 1,
  formats: ["yaml", "json"],
  flags: [{ names: ["m", "model"], takes: "value", help: "The model" }],
  run(call) {
    const model = call.model(call.args[0])
    const { "last-connection": _last, access: _access, ...view } = modelView(model)
    const machines = [...model.engine.state.machines.keys()]
    const shown = {
      ...view,
      users: { admin: { "display-name": "admin", access: "admin", "last-connection": "just now" } },
      machines: Object.fromEntries(machines.map((machine) => [machine, { cores: 0 }])),
    }
    print(call, { [model.name]: shown }, "yaml")
    return 0
  },
}

export const switchModel: Command = {
  name: "switch",
  usage: "[<model>]",
  purpose: "Switch to a model, or print the current one",
  examples: ["switch", "switch dev"],
  noModel: true,
  maxArgs: 1,
  run({ args, controller, console, model }) {
    const [name] = args
    const { current } = controller
    const full = (model: string | undefined) => (model === undefined ? "minijuju" : `minijuju:admin/${model}`)
    if (name === undefined) {
      console.out(`${full(current)}\n`)
      return 0
    }
    if (name === "minijuju" || name === "minijuju:") {
      console.err(`${full(current)} (no change)\n`)
      return 0
    }
    const next = model(name).name
    if (next === current) console.err(`${full(current)} (no change)\n`)
    else console.err(`${full(current)} -> ${full(next)}\n`)
    controller.current = next
    return 0
  },
}

function modelView(model: CommandCall["controller"]["models"][number]) {
  const loaded = model instanceof PersistentModel
  const current = loaded ? "available" : "error"
  const since = loaded ? statusTime(model.engine.state.created, false) : undefined
  return {
    name: `admin/${model.name}`,
    "short-name": model.name,
    "model-uuid": loaded ? model.model.uuid : "",
    "model-type": "iaas",
    "controller-uuid": CONTROLLER_UUID,
    "controller-name": "minijuju",
    "is-controller": false,
    owner: "admin",
    cloud: "localhost",
    region: "localhost",
    credential: { name: "default", owner: "admin", cloud: "localhost", "validity-check": "valid" },
    type: "minijuju",
    life: "alive",
    status: {
      current,
      ...(loaded ? {} : { message: model.broken }),
      ...(since === undefined ? {} : { since }),
    },
    access: "admin",
    "last-connection": "just now",
    "agent-version": loaded ? model.engine.state.jujuVersion : JUJU_VERSION,
  }
}
