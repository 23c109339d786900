import { commandLine } from "../../agent/command-line.ts"
import { usageError } from "../../hook-tools/tool-error.ts"
import { getMachine, unitsOn } from "../../operator/machines.ts"
import { MinijujuError } from "../../state/errors.ts"
import { getApplication } from "../../state/model-state.ts"
import { byUnitName } from "../../state/unit.ts"
import { type Command, type CommandCall, ignoredFlags } from "../command.ts"
import { splitOpenSsh, unitOfHost } from "../open-ssh.ts"
import { runOperation } from "../operations.ts"
import { unitName } from "../units.ts"
import { returnCode } from "../views/task-json.ts"
import { visible } from "../visible.ts"
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

export const ssh: Command = {
  name: "ssh",
  usage: "<unit or machine> [<options of ssh>] <command> [<argument> ...]",
  purpose: "Run a command as if logged in to a unit's machine",
  details:
    "All units run on this system, so there is no login, and no standard input: it is exec that prints only the command's output and exits with its code.",
  examples: ["ssh mysql/0 cat /etc/hosts"],
  argsEndFlags: true,
  flags: [
    ...ignoredFlags("value", "container"),
    { names: ["i"], takes: "value", help: "Accepted; there is no login" },
    { names: ["no-host-key-checks", "pty", "proxy"], takes: "bool", help: "Accepted; there is no login" },
  ],
  async run(call) {
    const [target = "", ...others] = call.args
    const { rest: words } = splitOpenSsh("ssh", others)
    if (words.length === 0)
      throw usageError("a unit and a command must be given: there is no interactive login")
    const persistent = call.model()
    const unit = unitOfHost(persistent.engine.state, target)
    const task = await persistent.tasks.start(persistent.tasks.newOperation(), unit, {
      commands: words.join(" "),
      timeoutMs: 300_000,
    })
    const { results, message } = await task.done
    if (typeof results.stdout === "string")
      call.console.out(call.console.isTerminal ? visible(results.stdout) : results.stdout)
    if (typeof results.stderr === "string") call.console.err(results.stderr)
    if (results["return-code"] === undefined) throw new MinijujuError("unit-error", message)
    return returnCode(task)
  },
}

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
  if (flags.bool("all")) return everything.map(({ name }) => name)
  if (named.length === 0)
    throw usageError("You must specify a target, either through --all, --machine, --application or --unit")
  return [...new Set(named)]
}
