import { usageError } from "../../hook-tools/tool-error.ts"
import { BASE } from "../../operator/charm-demands.ts"
import { charmName } from "../../operator/charm-url.ts"
import { constraintsView } from "../../operator/constraints.ts"
import { endpointBindings, exposedView } from "../../operator/exposure.ts"
import { MinijujuError } from "../../state/errors.ts"
import type { ModelState } from "../../state/model-state.ts"
import { APPLICATION_NAME } from "../../state/names.ts"
import type { Command } from "../command.ts"
import { print } from "../output.ts"

export const showApplication: Command = {
  name: "show-application",
  usage: "<application name> [...]",
  purpose: "Display information about an application",
  examples: ["show-application mysql", "show-application mysql wordpress --format json"],
  formats: ["yaml", "json"],
  run(call) {
    if (call.args.length === 0) throw usageError("an application name must be supplied")
    const invalid = call.args.filter((name) => !APPLICATION_NAME.test(name))
    if (invalid.length > 0)
      throw usageError(`application name${invalid.length === 1 ? "" : "s"} ${invalid.join(", ")} not valid`)
    const { state } = call.model().engine
    const missing = call.args.filter((name) => !state.applications.has(name))
    if (missing.length > 0)
      throw new MinijujuError(
        "not-found",
        missing.map((name) => `application ${JSON.stringify(name)} not found`).join("\n"),
      )
    print(call, Object.fromEntries(call.args.map((name) => [name, view(state, name)])), "yaml")
    return 0
  },
}

/** Juju: `cmd/juju/application/show.go`. */
function view(state: ModelState, name: string) {
  const application = state.applications.get(name)
  if (application === undefined) return {}
  const constraints = constraintsView(application.constraints)
  const exposed = exposedView(application)
  return {
    charm: charmName(application),
    base: `${BASE.name}@${BASE.channel}`,
    ...(Object.keys(constraints).length === 0 ? {} : { constraints }),
    principal: !application.charm.spec.metadata.subordinate,
    exposed: exposed !== undefined,
    ...(exposed === undefined ? {} : { "exposed-endpoints": exposed }),
    remote: false,
    life: application.life,
    "endpoint-bindings": endpointBindings(state, application),
  }
}
