import { writeFileSync } from "node:fs"
import { resolve } from "node:path"
import type { BundleApplication } from "../../charm/bundle/bundle.ts"
import { PersistentModel } from "../../controller/persistent-model.ts"
import { usageError } from "../../hook-tools/tool-error.ts"
import type { FoundBundleCharm } from "../../model/plan-bundle.ts"
import { exportedBundle } from "../../operator/bundle/export-bundle.ts"
import { BASE } from "../../operator/charm-demands.ts"
import { MinijujuError } from "../../state/errors.ts"
import { jujuRules } from "../../state/juju-version.ts"
import { charmNamed } from "../charm-argument.ts"
import { type Command, type CommandCall, ignoredFlags } from "../command.ts"
import { modelToDeployInto, noteSharedSystem } from "../model-in-use.ts"
import { yamlText } from "../output.ts"

/** Options of deploy that a bundle takes; all others are for a charm. */
const FOR_BUNDLES = ["overlay", "dry-run", "trust", "force", "map-machines"]

/** Deploys a bundle as `juju deploy` does. */
export async function deployBundle(
  call: CommandCall,
  path: string,
  forCharms: readonly string[],
): Promise<number> {
  const { flags, console, cwd } = call
  const isGiven = (name: string) =>
    flags.text(name) !== undefined || flags.list(name).length > 0 || flags.bool(name)
  const refused = forCharms.filter((name) => !FOR_BUNDLES.includes(name) && isGiven(name))
  if (refused.length > 0) {
    const names = refused.map((name) => (name.length === 1 ? `-${name}` : `--${name}`)).sort()
    throw usageError(`options provided but not supported when deploying a bundle: ${names.join(", ")}.`)
  }
  const { model, engine } = await modelToDeployInto(call)
  const overlays = flags.list("overlay").map((file) => resolve(cwd, file))
  const find = (application: BundleApplication) => findBundleCharm(call, application)
  const others = call.controller.models.filter((one) => one instanceof PersistentModel)
  const models = others.map((one) => one.model)
  const { changes, warnings } = await model.planBundle(path, {
    overlays,
    trust: flags.bool("trust"),
    find,
    models,
  })
  for (const warning of warnings) console.err(`WARNING ${warning}\n`)
  const lines = changes.flatMap((change) => change.lines.map((line) => `- ${line}\n`)).join("")
  if (changes.length === 0) {
    console.err("No changes to apply.\n")
    return 0
  }
  if (flags.bool("dry-run")) {
    console.out(`Changes to deploy bundle:\n${lines}`)
    return 0
  }
  const isFirst = engine.state.applications.size === 0
  await model.applyBundle(changes, { models })
  noteSharedSystem(call, engine.state, isFirst)
  console.out(`Executing changes:\n${lines}`)
  console.err("Deploy of bundle completed.\n")
  return 0
}

/** Finds a charm by its name, or a local one that a model has: an exported bundle names it by its revision. */
async function findBundleCharm(call: CommandCall, application: BundleApplication): Promise<FoundBundleCharm> {
  const { charm, channel, revision, base } = application
  const [, name, number] = /^local:(?:[a-z0-9]+\/)?(.+)-(\d+)$/.exec(charm) ?? []
  if (name === undefined)
    return charmNamed(call, { name: charm.replace(/^ch:(?:amd64\/)?/, ""), channel, revision, base })
  for (const { engine } of call.controller.models.filter((model) => model instanceof PersistentModel))
    for (const known of engine.state.applications.values())
      if (
        known.charm.kind === "packed" &&
        known.follows === undefined &&
        known.charm.spec.metadata.name === name &&
        known.charmRevision === Number(number)
      )
        return { path: known.charm.archive, revision: Number(number) }
  throw new MinijujuError(
    "not-found",
    `charm "${charm}" not found: no model has it; name the path of its archive instead`,
  )
}

export const exportBundle: Command = {
  name: "export-bundle",
  purpose: "Export the current model configuration as a reusable bundle",
  details: `Local charms are named by their revision: the bundle can be deployed while a model has them. As in Juju, contents of uploaded
resources are left out, and offers are in a second document, an overlay.`,
  examples: ["export-bundle", "export-bundle --filename mymodel.yaml"],
  maxArgs: 0,
  flags: [
    { names: ["filename"], takes: "value", help: "Bundle file" },
    ...ignoredFlags("bool", "include-charm-defaults", "include-series"),
  ],
  run({ flags, console, cwd, model }) {
    const { state } = model().engine
    if (!jujuRules(state).waitsAndExports) throw usageError('"export-bundle" is not a command of Juju 4')
    const { base, overlay } = exportedBundle(state, `${BASE.name}@${BASE.channel}/stable`)
    const second = Object.keys(overlay).length === 0 ? "" : `--- # overlay.yaml\n${yamlText(overlay)}`
    const text = `${yamlText(base)}${second}`
    const file = flags.text("filename")
    if (file === undefined) console.out(text)
    else {
      writeFileSync(resolve(cwd, file), text)
      console.out(`Bundle successfully exported to ${file}\n`)
    }
    return 0
  },
}
