import { jujuVersionOf } from "../../state/juju-version.ts"
import type { Command, CommandCall } from "../command.ts"
import { print, table } from "../output.ts"
import { CONTROLLER_UUID } from "./models.ts"

/** The one controller and user of minijuju. */
const [CONTROLLER, USER] = ["minijuju", "admin"]

export const whoami: Command = {
  name: "whoami",
  purpose: "Print current login details",
  noModel: true,
  maxArgs: 0,
  formats: ["tabular", "json", "yaml"],
  run(call) {
    const model = call.controller.current
    const shown = { controller: CONTROLLER, ...(model === undefined ? {} : { model }), user: USER }
    print(call, shown, "tabular", () =>
      table([
        ["Controller:", CONTROLLER],
        ["Model:", model ?? "<no-current-model>"],
        ["User:", USER],
      ]),
    )
    return 0
  },
}

export const users: Command = {
  name: "users",
  aliases: ["list-users"],
  purpose: "List users: there is one, admin",
  noModel: true,
  maxArgs: 0,
  formats: ["tabular", "json", "yaml"],
  flags: [{ names: ["all", "exact-time"], takes: "bool", help: "Accepted" }],
  run(call) {
    const user = {
      "user-name": USER,
      "display-name": USER,
      access: "superuser",
      "last-connection": "just now",
    }
    print(
      call,
      [user],
      "tabular",
      () =>
        `Controller: ${CONTROLLER}\n\n${table([
          ["Name", "Display name", "Access", "Date created", "Last connection"],
          [`${USER}*`, USER, "superuser", "", "just now"],
        ])}`,
    )
    return 0
  },
}

export const controllers: Command = {
  name: "controllers",
  aliases: ["list-controllers"],
  purpose: "List controllers: there is one, minijuju",
  noModel: true,
  maxArgs: 0,
  formats: ["tabular", "json", "yaml"],
  flags: [
    { names: ["refresh"], takes: "bool", help: "Accepted" },
    { names: ["managed"], takes: "bool", help: "Accepted" },
  ],
  run(call) {
    const { current } = call.controller
    const minijuju = {
      ...(current === undefined ? {} : { "current-model": current }),
      user: USER,
      access: "superuser",
      uuid: CONTROLLER_UUID,
      "api-endpoints": [],
      cloud: "localhost",
      "agent-version": jujuVersionOf(call.juju),
    }
    print(
      call,
      { controllers: { [CONTROLLER]: minijuju }, "current-controller": CONTROLLER },
      "tabular",
      () =>
        table([
          ["Controller", "Model", "User", "Access", "Cloud/Region"],
          [`${CONTROLLER}*`, current ?? "-", USER, "superuser", "localhost"],
        ]),
    )
    return 0
  },
}

export const showController: Command = {
  name: "show-controller",
  usage: "[<controller name> ...]",
  purpose: "Show detailed information of a controller",
  noModel: true,
  formats: ["yaml", "json"],
  flags: [{ names: ["show-password"], takes: "bool", help: "Accepted; there is no password" }],
  run(call) {
    const unknown = call.args.find((name) => name !== CONTROLLER)
    if (unknown !== undefined) {
      call.console.err(`ERROR controller ${unknown} not found\n`)
      return 1
    }
    print(call, { [CONTROLLER]: controllerView(call) }, "yaml")
    return 0
  },
}

/** Juju: `cmd/juju/controller/showcontroller.go`, without its machines. */
function controllerView({ controller, juju }: CommandCall) {
  const version = jujuVersionOf(juju)
  const models = controller.models.map((model) => [
    model.name,
    {
      "model-uuid": "model" in model ? model.model.uuid : "",
      "machine-count": "engine" in model ? model.engine.state.machines.size : 0,
    },
  ])
  return {
    details: {
      "controller-uuid": CONTROLLER_UUID,
      "api-endpoints": [],
      cloud: "localhost",
      region: "localhost",
      "agent-version": version,
    },
    models: Object.fromEntries(models),
    ...(controller.current === undefined ? {} : { "current-model": `${USER}/${controller.current}` }),
    account: { user: USER, access: "superuser" },
  }
}
