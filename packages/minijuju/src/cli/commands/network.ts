import { usageError } from "../../hook-tools/tool-error.ts"
import { checkBindings, SPACE } from "../../operator/exposure.ts"
import { MinijujuError } from "../../state/errors.ts"
import { getApplication } from "../../state/model-state.ts"
import type { Command, CommandCall } from "../command.ts"
import { print, table } from "../output.ts"

const NO_FIREWALL =
  "This machine has no firewall of Juju's: ports can be reached anyway. status and hooks see the state."

export const expose: Command = {
  name: "expose",
  usage: "<application name>",
  purpose: "Make an application publicly available over the network",
  details: NO_FIREWALL,
  examples: ["expose my-app", "expose my-app --endpoints web --to-cidrs 10.0.0.0/24"],
  maxArgs: 1,
  flags: [
    {
      names: ["endpoints"],
      takes: "value",
      help: "Expose only the ports that were opened for these endpoints",
    },
    { names: ["to-spaces"], takes: "value", help: "Spaces that may reach the ports, divided by commas" },
    { names: ["to-cidrs"], takes: "value", help: "CIDRs that may reach the ports, divided by commas" },
  ],
  run(call) {
    const to = { spaces: listOf(call, "to-spaces"), cidrs: listOf(call, "to-cidrs") }
    call.model().model.expose(applicationName(call), listOf(call, "endpoints"), to)
    return 0
  },
}

export const unexpose: Command = {
  name: "unexpose",
  usage: "<application name>",
  purpose: "Remove public availability over the network for an application",
  details: NO_FIREWALL,
  examples: ["unexpose my-app", "unexpose my-app --endpoints web"],
  maxArgs: 1,
  flags: [{ names: ["endpoints"], takes: "value", help: "Unexpose only the ports of these endpoints" }],
  run(call) {
    call.model().model.unexpose(applicationName(call), listOf(call, "endpoints"))
    return 0
  },
}

export const bind: Command = {
  name: "bind",
  usage: "<application> [<default-space>] [<endpoint-name>=<space> ...]",
  purpose: "Change bindings for a deployed application",
  details: `There is one space, ${SPACE}: bindings to it are accepted, and all others are refused.`,
  examples: [`bind my-app ${SPACE}`, `bind my-app db=${SPACE}`],
  flags: [{ names: ["force"], takes: "bool", help: "Accepted; there is nothing to check" }],
  run(call) {
    const [name, ...items] = call.args
    if (name === undefined) throw usageError("no application specified")
    const application = getApplication(call.model().engine.state, name)
    if (items.length === 0) throw new MinijujuError("bad-argument", "no bindings specified")
    checkBindings(application, items)
    return 0
  },
}

export const spaces: Command = {
  name: "spaces",
  aliases: ["list-spaces"],
  purpose: "List known spaces: there is one",
  formats: ["tabular", "json", "yaml"],
  flags: [{ names: ["short"], takes: "bool", help: "Only display spaces" }],
  maxArgs: 0,
  run(call) {
    call.model()
    print(call, { spaces: [{ id: "0", name: SPACE, subnets: {} }] }, "tabular", () =>
      table([
        ["Name", "Space ID", "Subnets"],
        [SPACE, "0"],
      ]),
    )
    return 0
  },
}

function applicationName({ args }: CommandCall): string {
  const [name] = args
  if (name === undefined) throw usageError("no application name specified")
  return name
}

function listOf({ flags }: CommandCall, flag: string): string[] {
  return (flags.text(flag) ?? "")
    .split(",")
    .map((text) => text.trim())
    .filter((text) => text !== "")
}
