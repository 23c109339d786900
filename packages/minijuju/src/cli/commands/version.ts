import { agentVersion } from "../../operator/charm-demands.ts"
import { jujuVersionOf } from "../../state/juju-version.ts"
import type { Command, LocalCall } from "../command.ts"
import { print } from "../output.ts"

export const version: Command = {
  name: "version",
  purpose: "Print the version of Juju that is emulated",
  noModel: true,
  maxArgs: 0,
  formats: ["smart", "json", "yaml"],
  flags: [{ names: ["all"], takes: "bool", help: "Print all version information" }],
  runHere: printVersion,
  run: printVersion,
}

function printVersion(call: LocalCall): number {
  const text = agentVersion(jujuVersionOf(call.juju))
  const all = {
    version: text,
    "git-commit": "",
    "git-tree-state": "clean",
    compiler: "minijuju",
    official: false,
  }
  print(call, call.flags.bool("all") ? all : text, "smart")
  return 0
}
