import { jujuTime } from "../operator/juju-time.ts"
import { isConsumed } from "../state/cross-model.ts"
import { relationsOf } from "../state/model-state.ts"
import { isPeer, localEndpoint, remoteEndpoint } from "../state/relation.ts"
import type { UnitState } from "../state/unit.ts"
import { PlainText } from "./output.ts"
import type { HookTool } from "./tool.ts"

export const goalState: HookTool = {
  name: "goal-state",
  usage: "[options]",
  purpose: "Print the status of the charm's peers and related units",
  format: "yaml",
  maxArgs: 0,
  run({ context }) {
    // Juju leaves out the subordinates of other units, and a subordinate itself (`uniter.go`: goalStateUnits).
    const isListed = ({ principal }: UnitState) => principal === undefined || principal === context.unit.name
    const own = [...context.application.units.values()].filter(isListed)
    const units = new Map(own.map((unit) => [unit.name, goal(unit)]))
    const relations = new Map<string, Map<string, unknown>>()
    for (const relation of relationsOf(context.state, context.application.name)) {
      const local = localEndpoint(relation, context.application.name)
      const remote = remoteEndpoint(relation, context.application.name)
      if (isPeer(relation) || local === undefined || remote === undefined) continue
      const elsewhere = context.state.remotes.get(remote.application)
      // Juju shows nothing of applications that consume an offer (`apiserver/facades/agent/uniter`).
      if (elsewhere !== undefined && !isConsumed(elsewhere)) continue
      const entries = relations.get(local.name) ?? new Map<string, unknown>()
      relations.set(local.name, entries)
      entries.set(elsewhere?.url ?? remote.application, {
        status: "joined",
        since: new PlainText(jujuTime(context.state.created)),
      })
      const others = context.state.applications.get(remote.application)?.units.values() ?? []
      for (const unit of [...others].filter(isListed)) entries.set(unit.name, goal(unit))
    }
    return { value: { units, relations } }
  },
}

function goal(unit: UnitState) {
  const status = unit.life === "alive" ? unit.workloadStatus.current : "dying"
  return { status, since: new PlainText(jujuTime(unit.workloadStatus.since)) }
}
