import { jujuVersionOf } from "../../state/juju-version.ts"
import type { Command } from "../command.ts"
import { print } from "../output.ts"
import { CONTROLLER_UUID } from "./models.ts"

/**
 * Creates a command that test suites call and that has no effect here: it succeeds and prints that it was
 * ignored.
 */
function withoutEffect(name: string, purpose: string, usage: string): Command {
  return {
    name,
    usage,
    purpose: `${purpose} (no effect on minijuju)`,
    flags: [
      { names: ["remove", "force"], takes: "bool", help: "Accepted without effect" },
      { names: ["scope", "endpoints", "to-cidrs"], takes: "value", help: "Accepted without effect" },
    ],
    run({ console }) {
      console.err(`WARNING ${name} has no effect on minijuju\n`)
      return 0
    },
  }
}

export const trust = withoutEffect("trust", "Give an application access to the cloud", "<application>")
export const expose = withoutEffect("expose", "Make an application reachable from outside", "<application>")
export const unexpose = withoutEffect("unexpose", "The reverse of expose", "<application>")
export const setConstraints = withoutEffect(
  "set-constraints",
  "Set an application's constraints",
  "<application> <key>=<value> ...",
)
export const setModelConstraints = withoutEffect(
  "set-model-constraints",
  "Set a model's constraints",
  "<key>=<value> ...",
)

export const modelConstraints: Command = {
  name: "model-constraints",
  purpose: "Show a model's constraints",
  formats: ["constraints", "json", "yaml"],
  run(call) {
    call.model()
    print(call, {}, "constraints", () => "\n")
    return 0
  },
}

export const controllers: Command = {
  name: "controllers",
  aliases: ["list-controllers"],
  purpose: "List controllers: there is one, minijuju",
  noModel: true,
  formats: ["tabular", "json", "yaml"],
  run(call) {
    const current = call.controller.current
    const minijuju = {
      ...(current === undefined ? {} : { "current-model": current }),
      user: "admin",
      access: "superuser",
      uuid: CONTROLLER_UUID,
      "api-endpoints": [],
      cloud: "localhost",
      "agent-version": jujuVersionOf(call.juju),
    }
    const shown = { controllers: { minijuju }, "current-controller": "minijuju" }
    print(
      call,
      shown,
      "tabular",
      () =>
        `Controller  Model  User   Access     Cloud/Region\nminijuju*   ${current ?? "-"}  admin  superuser  localhost\n`,
    )
    return 0
  },
}
