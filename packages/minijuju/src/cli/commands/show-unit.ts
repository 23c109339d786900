import { usageError } from "../../hook-tools/tool-error.ts"
import { MinijujuError } from "../../state/errors.ts"
import type { Command } from "../command.ts"
import { print } from "../output.ts"
import { fullUnit } from "../views/unit-json.ts"

export const showUnit: Command = {
  name: "show-unit",
  usage: "<unit name> [...]",
  purpose: "Display information about a unit, with the databags it can read",
  details: `As in Juju 3, application-data is the other side's. To see a unit's own databags, use show-unit with a
unit of the other side.`,
  examples: ["show-unit mysql/0", "show-unit mysql/0 --format json", "show-unit mysql/0 --endpoint database"],
  formats: ["yaml", "json"],
  flags: [
    { names: ["endpoint"], takes: "value", help: "Only show relation data for the specified endpoint" },
    { names: ["related-unit"], takes: "value", help: "Only show relation data for the specified unit" },
    { names: ["app"], takes: "bool", help: "Only show application relation data" },
  ],
  run(call) {
    const { args, flags } = call
    if (args.length === 0) throw usageError("an unit name must be supplied")
    const persistent = call.model()
    persistent.save()
    const filter = {
      endpoint: flags.text("endpoint"),
      relatedUnit: flags.text("related-unit"),
      app: flags.bool("app"),
      yaml: flags.text("format") !== "json",
    }
    const views = args.map((name) => {
      if (!/^[a-z][a-z0-9-]*\/\d+$/.test(name))
        throw new MinijujuError("bad-argument", `unit "${name}" not valid`)
      return [name, fullUnit(persistent.engine.state, name, filter)]
    })
    print(call, Object.fromEntries(views), "yaml")
    return 0
  },
}
