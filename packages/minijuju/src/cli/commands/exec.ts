import { commandLine } from "../../agent/command-line.ts"
import { usageError } from "../../hook-tools/tool-error.ts"
import { getMachine, unitsOn } from "../../operator/machines.ts"
import { MinijujuError } from "../../state/errors.ts"
import { getApplication } from "../../state/model-state.ts"
import { byUnitName } from "../../state/unit.ts"
import { type Command, type CommandCall, ignoredFlags } from "../command.ts"
import { runOperation } from "../operations.ts"
import { unitName } from "../units.ts"
import { WAIT_FLAGS } from "./run.ts"

export const exec: Command = {
  name: "exec",
  usage: "<commands>",
  purpose: "Run commands where a unit's hooks run",
  details: `The commands run in a shell, in the charm's folder and with hook tools, between two hooks of the unit. Their
writes through hook tools are committed, whatever the exit code. A single argument is a command line; several are
one command with its arguments.`,
  examples: [
    "exec --unit mysql/0 -- relation-ids db",
    'exec --application mysql "hostname; config-get"',
    "exec --all -- uname -a",
  ],
  formats: ["plain", "json", "yaml"],
  argsEndFlags: true,
  flags: [
    { names: ["u", "unit"], takes: "list", help: "One or more unit names, divided by commas" },
    {
      names: ["a", "app", "application"],
      takes: "list",
      help: "One or more application names, divided by commas",
    },
    { names: ["machine"], takes: "list", help: "One or more machines, divided by commas" },
    { names: ["all"], takes: "bool", help: "Run on all units" },
    { names: ["parallel"], takes: "bool", help: "Accepted; units run their commands at the same time" },
    ...ignoredFlags("bool", "operator"),
    ...ignoredFlags("value", "execution-group"),
    ...WAIT_FLAGS,
  ],
  run(call) {
    const { args } = call
    if (args.length === 0) throw usageError("no commands specified")
    const persistent = call.model()
    const work = { commands: commandLine(args), timeoutMs: 300_000 }
    return runOperation(call, persistent, targets(call), work, work.timeoutMs)
  },
}

const TARGETS = [
  { flag: "machine", what: "machines" },
  { flag: "a", what: "applications" },
  { flag: "u", what: "units" },
] as const

function targets(call: CommandCall): string[] {
  const { flags } = call
  const { state } = call.model().engine
  const split = (name: string) => flags.list(name).flatMap((text) => text.split(","))
  const unitsOf = (application: string) =>
    [...getApplication(state, application).units.values()].sort(byUnitName)
  const everything = [...state.applications.keys()].flatMap(unitsOf)
  // A machine is reached through its first unit: all have the same machine.
  const ofMachines = split("machine").flatMap((id) => {
    const [first] = unitsOn(state, getMachine(state, id).id)
    if (first === undefined)
      throw new MinijujuError(
        "not-emulated",
        `machine ${id} has no unit in whose environment commands could run`,
      )
    return first.name
  })
  const named = [
    ...split("u").map((text) => unitName(state, text)),
    ...split("a").flatMap((name) => unitsOf(name).map((unit) => unit.name)),
    ...ofMachines,
  ]
  const given = TARGETS.filter(({ flag }) => flags.list(flag).length > 0)
  if (flags.bool("all")) {
    if (given[0] !== undefined) throw usageError(`You cannot specify --all and individual ${given[0].what}`)
    return everything.map(({ name }) => name)
  }
  if (given.length === 0)
    throw usageError("You must specify a target, either through --all, --machine, --application or --unit")
  return [...new Set(named)]
}
