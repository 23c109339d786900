import { usageError } from "../../hook-tools/tool-error.ts"
import { modelStatus } from "../../operator/status.ts"
import { unitStatus } from "../../operator/unit-status.ts"
import { MinijujuError } from "../../state/errors.ts"
import { jujuRules } from "../../state/juju-version.ts"
import { findUnit, type ModelState } from "../../state/model-state.ts"
import type { Command, CommandCall } from "../command.ts"
import { parseDuration } from "../durations.ts"
import { type Facts, holds } from "../wait-query.ts"

const DEFAULT_QUERY: Readonly<Record<string, string>> = {
  application: `life=="alive" && status=="active"`,
  unit: `life=="alive" && workload-status=="active"`,
  model: `life=="alive" && status=="available"`,
  machine: `life=="alive" && status=="started"`,
}

export const waitFor: Command = {
  name: "wait-for",
  usage: "application|unit|model|machine <name>",
  purpose: "Wait for an entity to reach a specified state",
  details: `A query compares life, status, workload-status, agent-status, workload-message or name with a string, by ==
and !=, joined with && and ||. The default is alive and active.`,
  examples: [
    "wait-for application mysql",
    "wait-for unit mysql/0 --timeout 2m",
    `wait-for application mysql --query 'status=="active" || status=="blocked"'`,
  ],
  maxArgs: 2,
  flags: [
    { names: ["query"], takes: "value", help: "Query the goal state" },
    { names: ["timeout"], takes: "value", help: "How long to wait, default 10m" },
    { names: ["summary"], takes: "bool", help: "Accepted; the summary is always shown" },
  ],
  async run(call) {
    const { args, flags, console } = call
    const [kind = "", name] = args
    const preset = Object.hasOwn(DEFAULT_QUERY, kind) ? DEFAULT_QUERY[kind] : undefined
    if (preset === undefined)
      throw usageError(`expected application, unit, model or machine, got ${JSON.stringify(kind)}`)
    if (name === undefined) throw usageError(`${kind} name must be supplied when waiting for a ${kind}`)
    const query = flags.text("query") ?? preset
    const persistent = call.model(kind === "model" ? name : undefined)
    if (!jujuRules(persistent.engine.state).waitsAndExports)
      throw usageError(`"wait-for" is not a command of Juju 4: poll "status --format json"`)
    const timeoutMs = parseDuration(flags.text("timeout") ?? "10m", "timeout")
    // Parse the query before waiting, so that a wrong one fails at once.
    const reached = () => {
      const facts = factsOf(persistent.engine.state, kind, name)
      return holds(query, facts ?? {}) && facts !== undefined
    }
    await wait(call, persistent.model.waitFor(name, reached, timeoutMs), name)
    const title = kind.charAt(0).toUpperCase() + kind.slice(1)
    console.err(`${title} "${name}" is running\n`)
    return 0
  },
}

async function wait({ signal }: CommandCall, reached: Promise<void>, name: string): Promise<void> {
  const gone = new Promise<void>((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true }),
  )
  try {
    await Promise.race([reached, gone])
  } catch (error) {
    if (!(error instanceof MinijujuError) || error.code !== "timeout") throw error
    throw new MinijujuError(
      "timeout",
      `timed out waiting for "${name}" to reach goal state (${error.message})`,
    )
  }
}

/** Returns the values that a query can compare; undefined if the entity does not exist. */
function factsOf(state: ModelState, kind: string, name: string): Facts | undefined {
  if (kind === "model") return { name: state.name, life: "alive", status: "available" }
  const shown = modelStatus(state)
  if (kind === "machine")
    return state.machines.has(name) ? { name, life: "alive", status: "started" } : undefined
  if (kind === "unit") {
    const unit = findUnit(state, name)
    if (unit === undefined) return undefined
    const { current, message } = unitStatus(state, unit)
    return {
      name,
      life: unit.life,
      status: current,
      "workload-status": current,
      "workload-message": message,
      "agent-status": unit.agentStatus.current,
    }
  }
  const application = shown.applications[name]
  if (application === undefined) return undefined
  const { current, message = "" } = application["application-status"]
  return { name, life: application.life ?? "alive", status: current, "status-message": message }
}
