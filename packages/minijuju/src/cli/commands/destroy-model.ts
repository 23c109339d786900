import { setTimeout as sleep } from "node:timers/promises"
import type { PersistentModel } from "../../controller/persistent-model.ts"
import { runError, usageError } from "../../hook-tools/tool-error.ts"
import { MinijujuError } from "../../state/errors.ts"
import type { Command, CommandCall } from "../command.ts"
import { parseDuration } from "../durations.ts"
import { consumedOffers } from "../views/offers.ts"

const POLL_MS = 50

export const destroyModel: Command = {
  name: "destroy-model",
  usage: "[options] <model name>",
  purpose: "Remove a model and everything in it",
  details: `Asks for the name, unless --no-prompt is given. Applications are removed first: their units run departed and broken
for their relations, stop and remove. A unit in error blocks the removal until it is resolved. With --force, hooks are
killed and nothing is waited for; this also removes a model whose state cannot be read.`,
  examples: ["destroy-model dev", "destroy-model --no-prompt dev", "destroy-model --no-prompt --force dev"],
  noModel: true,
  maxArgs: 1,
  flags: [
    { names: ["no-prompt", "y", "yes"], takes: "bool", help: "Do not ask for confirmation" },
    { names: ["destroy-storage"], takes: "bool", help: "Accepted: storages are always removed" },
    { names: ["release-storage"], takes: "bool", help: "Refused if the model has storages" },
    { names: ["force"], takes: "bool", help: "Remove everything at once, without running hooks" },
    { names: ["no-wait", "w"], takes: "bool", help: "Accepted with --force, which does not wait" },
    { names: ["t", "timeout"], takes: "value", help: "How long to wait for units, default no limit" },
  ],
  async run(call) {
    const { args, flags, controller, console, model } = call
    const [name] = args
    if (name === undefined) throw usageError("no model specified")
    const force = flags.bool("force")
    if (flags.bool("no-wait") && !force) throw usageError("--no-wait without --force not valid")
    const timeout = flags.text("t")
    const timeoutMs = timeout === undefined ? Number.POSITIVE_INFINITY : parseDuration(timeout, "timeout")
    const short = name.replace(/^.*[:/]/, "")
    const isBroken = controller.models.some((one) => one.name === short && "broken" in one)
    const persistent = force && isBroken ? undefined : model(name)
    if (flags.bool("release-storage") && persistent?.engine.state.storages.size !== 0)
      throw new MinijujuError(
        "not-emulated",
        "minijuju has no --release-storage: storages are removed with their model",
      )
    if (!flags.bool("no-prompt")) {
      console.err(`WARNING This command will destroy the "${short}" model and affect everything in it.\n`)
      const answer = await console.ask(`\nTo continue, enter the name of the model to be destroyed: `)
      if (answer?.trim() !== short) throw runError("aborted")
    }
    console.err("Destroying model\n")
    if (!force && persistent !== undefined && !(await removeAllApplications(call, persistent, timeoutMs)))
      return 1
    await controller.destroy(name)
    console.err("Model destroyed.\n")
    return 0
  },
}

/**
 * Removes all applications and waits until they are gone.
 * @returns false when the caller has disconnected
 */
async function removeAllApplications(
  { console, signal }: CommandCall,
  persistent: PersistentModel,
  timeoutMs: number,
): Promise<boolean> {
  const { applications, offers } = persistent.engine.state
  for (const name of [...offers.keys()]) persistent.model.removeOffer(name, { force: true })
  for (const { name } of consumedOffers(persistent.engine.state)) persistent.model.removeSaas(name)
  const end = performance.now() + timeoutMs
  let said = ""
  while (applications.size > 0) {
    for (const { name, life } of applications.values()) {
      if (life === "alive") persistent.model.removeApplication(name)
    }
    const left = remaining(persistent)
    if (left !== said && applications.size > 0) console.err(`Waiting for model to be removed, ${left}\n`)
    said = left
    if (performance.now() > end) throw runError(`timed out waiting for the model to be removed: ${left}`)
    if (signal.aborted) return false
    await sleep(POLL_MS)
  }
  return true
}

/** `1 error(s), 2 machine(s), 2 application(s)`. */
function remaining({ engine }: PersistentModel): string {
  const { applications, machines } = engine.state
  const units = [...applications.values()].flatMap((application) => [...application.units.values()])
  const errors = units.filter(({ pending }) => pending?.state === "error")
  const names = errors.map(({ name }) => name).join(", ")
  return [
    ...(errors.length === 0 ? [] : [`${errors.length} error(s) (${names})`]),
    `${machines.size} machine(s)`,
    `${applications.size} application(s)`,
  ].join(", ")
}
