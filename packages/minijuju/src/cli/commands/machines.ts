import { runError, usageError } from "../../hook-tools/tool-error.ts"
import { getMachine, unitsToRemoveWith } from "../../operator/machines.ts"
import { MinijujuError } from "../../state/errors.ts"
import type { ModelState } from "../../state/model-state.ts"
import { storagesOf } from "../../state/storage.ts"
import { COLOUR_FLAGS, painter } from "../colours.ts"
import { type Command, ignoredFlags } from "../command.ts"
import { print } from "../output.ts"
import { fullStatus } from "../views/status-json.ts"
import { machineTable } from "../views/status-table.ts"
import { unitCount } from "./deploy.ts"
import { confirmed } from "./units.ts"

const UTC_FLAG = { names: ["utc"], takes: "bool", help: "Display timestamps in the UTC timezone" } as const

export const machines: Command = {
  name: "machines",
  aliases: ["list-machines"],
  purpose: "List machines: this system, with a loopback address for each",
  examples: ["machines", "machines --format json"],
  formats: ["tabular", "json", "yaml"],
  maxArgs: 0,
  flags: [UTC_FLAG, ...COLOUR_FLAGS],
  run(call) {
    const status = fullStatus(call.model().engine.state, call.flags.bool("utc"))
    const shown = { model: status.model.name, machines: status.machines }
    print(call, shown, "tabular", () => machineTable(status.machines, painter(call)))
    return 0
  },
}

export const showMachine: Command = {
  name: "show-machine",
  usage: "<machineID> ...",
  purpose: "Show machines",
  examples: ["show-machine 0", "show-machine 0 1 --format json"],
  formats: ["yaml", "json", "tabular"],
  flags: [UTC_FLAG, ...COLOUR_FLAGS],
  run(call) {
    const { state } = call.model().engine
    for (const id of call.args) getMachine(state, id)
    const { model, machines } = fullStatus(state, call.flags.bool("utc"))
    const chosen = Object.entries(machines).filter(([id]) => call.args.length === 0 || call.args.includes(id))
    const shown = { model: model.name, machines: Object.fromEntries(chosen) }
    print(call, shown, "yaml", () => machineTable(shown.machines, painter(call)))
    return 0
  },
}

export const addMachineCommand: Command = {
  name: "add-machine",
  purpose: "Add one or more machines, on which --to of deploy and add-unit can place units",
  examples: ["add-machine", "add-machine -n 2"],
  maxArgs: 1,
  flags: [
    { names: ["n"], takes: "value", help: "Number of machines to add, default 1" },
    ...ignoredFlags("value", "base", "constraints", "disks"),
  ],
  run(call) {
    const [placement] = call.args
    if (placement !== undefined)
      throw new MinijujuError(
        "not-emulated",
        `cannot add "${placement}": minijuju has no containers, zones and machines of others`,
      )
    for (const id of call.model().model.addMachines(unitCount(call.flags.text("n") ?? "1")))
      call.console.err(`created machine ${id}\n`)
    return 0
  },
}

export const removeMachineCommand: Command = {
  name: "remove-machine",
  usage: "<machine number> ...",
  purpose: "Remove machines; one with units needs --force, which removes these, too",
  examples: ["remove-machine 5", "remove-machine --no-prompt --force 6"],
  flags: [
    { names: ["no-prompt"], takes: "bool", help: "Do not ask for confirmation" },
    {
      names: ["force"],
      takes: "bool",
      help: "Remove the units of the machine, too, also if their hooks fail",
    },
    { names: ["dry-run"], takes: "bool", help: "Only print what would be removed" },
    ...ignoredFlags("bool", "keep-instance", "no-wait"),
  ],
  async run(call) {
    const { args, flags, console } = call
    if (args.length === 0) throw usageError("no machines specified")
    const bad = args.find((id) => !/^\d+$/.test(id))
    if (bad !== undefined) throw usageError(`invalid machine id "${bad}"`)
    const { model, engine } = call.model()
    const force = flags.bool("force")
    const ids = [...new Set(args)]
    const lines = ids.flatMap((id) => removalLines(engine.state, id, force))
    if (!(await confirmed(call, lines))) return 0
    for (const id of ids) model.removeMachine(id, { force })
    for (const line of lines) console.out(`${line}\n`)
    return 0
  },
}

function removalLines(state: ModelState, id: string, force: boolean): string[] {
  try {
    const units = unitsToRemoveWith(state, id, { force }).map(({ name }) => name)
    const storages = units.flatMap((unit) => storagesOf(state, unit))
    return [
      `will remove machine ${id}`,
      ...units.map((unit) => `- will remove unit ${unit}`),
      ...storages.map((storage) => `- will detach storage ${storage.id}`),
    ]
  } catch (error) {
    throw error instanceof MinijujuError ? runError(`removing machine failed: ${error.message}`) : error
  }
}
