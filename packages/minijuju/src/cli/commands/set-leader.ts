import { usageError } from "../../hook-tools/tool-error.ts"
import type { Command } from "../command.ts"
import { unitName } from "../units.ts"

export const setLeader: Command = {
  name: "set-leader",
  usage: "<unit>",
  purpose: "Make a unit the leader of its application (minijuju only)",
  details: `Juju moves leadership when the leader's lease expires after a minute; this command needs no waiting. Leadership
moves between two hooks of the old leader.`,
  examples: ["set-leader mysql/1"],
  maxArgs: 1,
  async run({ args, model }) {
    const [unit] = args
    if (unit === undefined) throw usageError("no unit specified")
    const persistent = model()
    await persistent.model.setLeader(unitName(persistent.engine.state, unit))
    return 0
  },
}
