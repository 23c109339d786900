import { runError, usageError } from "../../hook-tools/tool-error.ts"
import { requiresPrompts } from "../../operator/model-config.ts"
import { refuseToRemoveSubordinate } from "../../operator/remove.ts"
import { MinijujuError } from "../../state/errors.ts"
import { jujuRules } from "../../state/juju-version.ts"
import { getApplication, getUnit } from "../../state/model-state.ts"
import { storagesOf } from "../../state/storage.ts"
import { byUnitName } from "../../state/unit.ts"
import { type Command, type CommandCall, ignoredFlags } from "../command.ts"
import { unitName } from "../units.ts"
import { placement, TO_FLAG, unitCount } from "./deploy.ts"

const REMOVAL_FLAGS = [
  { names: ["no-prompt"], takes: "bool", help: "Do not ask for confirmation" },
  { names: ["force"], takes: "bool", help: "Continue the removal when hooks fail" },
  { names: ["destroy-storage"], takes: "bool", help: "Remove the storages of the units, too" },
  { names: ["no-wait"], takes: "bool", help: "Accepted without effect" },
  { names: ["dry-run"], takes: "bool", help: "Only print what would be removed" },
] as const

export const addUnit: Command = {
  name: "add-unit",
  usage: "<application name>",
  purpose: "Add one or more units to an application",
  examples: ["add-unit mysql", "add-unit mysql -n 2", "add-unit mysql --to 0"],
  maxArgs: 1,
  flags: [
    { names: ["n", "num-units"], takes: "value", help: "Number of units to add, default 1" },
    ...ignoredFlags("list", "attach-storage"),
    TO_FLAG,
  ],
  run(call) {
    const [name] = call.args
    if (name === undefined) throw usageError("no application specified")
    const { model, engine } = call.model()
    if (getApplication(engine.state, name).life !== "alive")
      throw new MinijujuError(
        "bad-argument",
        `cannot add units to application "${name}": it is being removed`,
      )
    const units = unitCount(call.flags.text("n") ?? "1")
    model.addUnits(name, units, { to: placement(call, units) })
    return 0
  },
}

export const removeUnit: Command = {
  name: "remove-unit",
  usage: "<unit> [...]",
  purpose: "Remove units from an application",
  details: "A unit runs departed and broken for its relations, stop and remove, and is then removed.",
  examples: ["remove-unit mysql/1", "remove-unit --no-prompt mysql/1 mysql/2"],
  flags: [...REMOVAL_FLAGS, { names: ["num-units"], takes: "value", help: "For Kubernetes models only" }],
  async run(call) {
    const { args, console } = call
    if (Number(call.flags.text("num-units") ?? 0) !== 0)
      throw usageError("--num-units for non k8s models not valid")
    if (args.length === 0) throw usageError("no units specified")
    const { model, engine } = call.model()
    const names = args.map((text) => unitName(engine.state, text))
    for (const name of names) {
      try {
        refuseToRemoveSubordinate(getUnit(engine.state, name))
      } catch (error) {
        throw failed("unit", name, error)
      }
    }
    const lines = names.map((name) => [`will remove unit ${name}`, ...storageLines(call, name)])
    if (!(await confirmed(call, lines.flat()))) return 0
    for (const name of names) model.removeUnit(name, removalOptions(call))
    for (const line of lines.flat()) console.out(`${line}\n`)
    return 0
  },
}

export const removeApplication: Command = {
  name: "remove-application",
  usage: "<application> [<application> ...]",
  purpose: "Remove applications with their units and relations",
  examples: ["remove-application mysql", "remove-application --no-prompt mysql wordpress"],
  flags: REMOVAL_FLAGS,
  async run(call) {
    const { args, console } = call
    if (args.length === 0) throw usageError("no application specified")
    const { model, engine } = call.model()
    const texts = args.map((name) => {
      try {
        const units = [...getApplication(engine.state, name).units.values()].sort(byUnitName)
        return [
          `will remove application ${name}`,
          ...units.map((unit) => `- will remove unit ${unit.name}`),
          ...units.flatMap((unit) => storageLines(call, unit.name)),
        ]
      } catch (error) {
        throw failed("application", name, error)
      }
    })
    if (!(await confirmed(call, texts.flat()))) return 0
    for (const name of args) model.removeApplication(name, removalOptions(call))
    for (const line of texts.flat()) console.out(`${line}\n`)
    return 0
  },
}

export const scaleApplication: Command = {
  name: "scale-application",
  usage: "<application> <scale>",
  purpose: "Refused: for Kubernetes models only",
  details: "Use add-unit and remove-unit.",
  run() {
    throw new MinijujuError(
      "not-emulated",
      'Juju command "scale-application" only supported on k8s container models',
    )
  },
}

function removalOptions({ flags }: CommandCall) {
  return { force: flags.bool("force"), destroyStorage: flags.bool("destroy-storage") }
}

/** What happens with a unit's storages. */
function storageLines(call: CommandCall, unit: string): string[] {
  const { state } = call.model().engine
  if (!jujuRules(state).announcesStorages) return []
  const act = call.flags.bool("destroy-storage") ? "remove" : "detach"
  return storagesOf(state, unit).map(({ id }) => `- will ${act} storage ${id}`)
}

function failed(kind: string, name: string, error: unknown): unknown {
  if (!(error instanceof MinijujuError)) return error
  return new MinijujuError(error.code, `removing ${kind} ${name} failed: ${error.message}`, { cause: error })
}

/**
 * Asks for confirmation as Juju does, unless --no-prompt is given or the model's `mode` does not demand it. Returns false for --dry-run,
 * which only prints what would be done.
 * @throws ToolError without a yes
 */
export async function confirmed(call: CommandCall, texts: readonly string[]): Promise<boolean> {
  const { flags, console } = call
  if (flags.bool("dry-run")) {
    console.out(`${texts.join("\n")}\n`)
    return false
  }
  if (flags.bool("no-prompt") || !requiresPrompts(call.model().engine.state)) return true
  console.err(`WARNING This command will perform the following actions:\n${texts.join("\n")}\n`)
  const answer = (await console.ask("\nContinue [y/N]? "))?.trim().toLowerCase()
  if (answer === "y" || answer === "yes") return true
  throw runError("aborted (--no-prompt skips the confirmation)")
}
