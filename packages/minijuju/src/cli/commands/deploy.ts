import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { type CharmSpec, parseYaml } from "@charmkit/ops/metadata"
import { readDeclaration } from "../../charm/archive.ts"
import { isBundle } from "../../charm/bundle/read-bundle.ts"
import { usageError } from "../../hook-tools/tool-error.ts"
import { BASE, deployWarnings } from "../../operator/charm-demands.ts"
import type { ConfigValue } from "../../state/application.ts"
import { MinijujuError } from "../../state/errors.ts"
import { jujuRules } from "../../state/juju-version.ts"
import { takeCharmRevision } from "../../state/model-state.ts"
import { chosenCharm, isCharmPath, RELEASE_FLAGS } from "../charm-argument.ts"
import { type Command, type CommandCall, ignoredFlags } from "../command.ts"
import { modelToDeployInto, noteSharedSystem } from "../model-in-use.ts"
import { deployBundle } from "./bundles.ts"
import { RESOURCE_FLAG, resourceFiles } from "./resources.ts"
import { STORAGE_FLAG, storageDirectives } from "./storage.ts"

const IGNORED = ["attach-storage", "device"]
const IGNORED_VALUES = ["series", "map-machines"]

/** Options that only charms take. */
const OWN_FLAGS = [
  ...[
    "n",
    "config",
    "resource",
    "storage",
    "constraints",
    "bind",
    "isolate",
    "channel",
    "revision",
    "base",
    "series",
    "to",
  ],
  ...IGNORED,
]

/** For deploy and add-unit. */
export const TO_FLAG = {
  names: ["to"],
  takes: "value",
  help: "The machines for the units, by number, divided by commas; default: a new one each",
} as const

/** Returns the machines of --to. As in Juju, those without a unit are ignored, with a warning. */
export function placement({ flags, console }: CommandCall, units: number): string[] {
  const places = (flags.text("to") ?? "").split(",").filter((place) => place !== "")
  if (places.length > units)
    console.err(`WARNING ${units} unit(s) will be deployed, extra placement directives will be ignored\n`)
  return places.slice(0, units)
}

export const deploy: Command = {
  name: "deploy",
  usage: "<charm or bundle> [<application name>]",
  purpose: "Deploy a packed charm as a new application, or a bundle",
  details: `The charm is a local file, written as a path: ./my-app.charm; or a name, which is looked up in the project's
charms.lock, in the folders of MINIJUJU_CHARMS and in the user's own ("minijuju charms" lists them). Nothing is
downloaded. Each unit runs on a machine with a loopback address of its own, or on one that --to names.
A subordinate gets its units from relations. Hooks are processes of this system, and what a charm installs stays
in it, unless machines are isolated: with --isolate (or "model-config isolate-machines=true") /etc, /opt, /root, /srv, /usr and /var are each
machine's own, and go with it. That needs Linux and root; /home, /tmp and the network are shared. Bundles take the configuration of the model.
--config takes key=value, or a YAML file
that holds a map under the application's name. If there is no model, one named "default" is created first.
A bundle is a YAML file, or a folder or zip archive with a bundle.yaml. It is applied as a whole, or not at all; deployed again, it
makes only the changes that are missing.`,
  examples: [
    "deploy ./my-app.charm",
    "deploy ubuntu",
    "deploy postgresql db --channel 14/stable",
    "deploy ./my-app.charm frontend -n 3",
    "deploy ./bundle.yaml --overlay ./small.yaml --dry-run",
    "deploy ./my-app.charm --resource software=./software.tgz",
    "deploy ./my-app.charm --storage data=2,512M",
    "deploy ./my-app.charm --config port=8080 --config ./options.yaml",
  ],
  maxArgs: 2,
  flags: [
    { names: ["n", "num-units"], takes: "value", help: "Number of units to deploy, default 1" },
    { names: ["config"], takes: "list", help: "Set an option (key=value) or read options from a YAML file" },
    RESOURCE_FLAG,
    STORAGE_FLAG,
    TO_FLAG,
    {
      names: ["trust"],
      takes: "bool",
      help: "Allow the application to run with access to the cloud's credentials",
    },
    { names: ["constraints"], takes: "list", help: "Demands on machines, stored and shown: mem=4G" },
    { names: ["bind"], takes: "list", help: "Spaces of endpoints; there is one space, alpha" },
    { names: ["overlay"], takes: "list", help: "A file that changes the bundle; may be given several times" },
    { names: ["dry-run"], takes: "bool", help: "Just show what the deploy would do" },
    {
      names: ["isolate"],
      takes: "bool",
      help: "Give the units' machines their own files of the system and processes",
    },
    ...ignoredFlags("bool", "force"),
    ...RELEASE_FLAGS,
    {
      names: ["base"],
      takes: "value",
      help: "A base that the charm must support, if it is deployed by name",
    },
    ...ignoredFlags("value", ...IGNORED_VALUES),
    ...ignoredFlags("list", ...IGNORED),
  ],
  async run(call) {
    const { args, flags, console, cwd } = call
    const [charm, name] = args
    if (charm === undefined) throw usageError("no charm or bundle specified")
    if (await isBundle(resolve(cwd, charm))) return deployBundle(call, resolve(cwd, charm), OWN_FLAGS)
    if (flags.list("overlay").length > 0)
      throw usageError("options provided but not supported when deploying a charm: --overlay.")
    const units = unitCount(flags.text("n") ?? "1")
    for (const flag of isCharmPath(charm) ? ["base", "channel"] : [])
      if (flags.has(flag)) console.err(`WARNING --${flag} has no effect on a charm that is a file\n`)
    if (!isCharmPath(charm) && flags.text("revision") !== undefined && flags.text("channel") === undefined)
      throw new MinijujuError(
        "bad-argument",
        "specifying a revision requires a channel for future upgrades. Please use --channel",
      )
    const to = placement(call, units)
    const { path, release } = await chosenCharm(call, charm)
    const { spec, bases } = await readDeclaration(path)
    const { subordinate } = spec.metadata
    if (subordinate) refuseForSubordinate(call, units)
    const config = configOf(flags.list("config"), name ?? spec.metadata.name, cwd)
    const storage = storageDirectives(call)
    const resources = resourceFiles(flags.list("resource"), cwd)
    const persistent = await modelToDeployInto(call)
    const { state } = persistent.engine
    const isFirst = state.applications.size === 0
    const charmName = spec.metadata.name
    const uploads = state.charmRevisions.get(charmName) ?? 0
    const base = `${BASE.name}@${BASE.channel}/stable`
    const application = name ?? charmName
    const source = release === undefined ? "local" : "charm-hub"
    const located = `charm "${charmName}", revision ${release?.revision ?? uploads}`
    const channel = release === undefined ? "" : ` in channel ${release.channel}`
    console.err(
      release === undefined
        ? `Located local ${located}\n`
        : `Located charm "${release.name}" in ${path}, revision ${release.revision}\n`,
    )
    if (flags.bool("dry-run")) {
      console.err(`"${application}" from ${source} ${located}${channel} on ${base} would be deployed\n`)
      return 0
    }
    console.err(`Deploying "${application}" from ${source} ${located}${channel} on ${base}\n`)
    try {
      if (jujuRules(state).refusesFloatsAtDeploy) refuseFloats(spec, config)
      const demands = {
        trust: flags.bool("trust"),
        constraints: flags.list("constraints"),
        bindings: flags.list("bind").flatMap((text) => text.split(" ")),
      }
      const options = {
        name: application,
        units: subordinate ? 0 : units,
        to,
        config,
        resources,
        storage,
        release,
        isolate: flags.bool("isolate"),
        ...demands,
      }
      await persistent.model.deploy(path, options)
      noteSharedSystem(call, state, isFirst)
      for (const warning of deployWarnings(state, spec, bases, options.isolate))
        console.err(`WARNING ${warning}\n`)
    } catch (error) {
      // Juju uploads the charm before it checks the options: the revision is used up.
      if (release === undefined && (state.charmRevisions.get(charmName) ?? 0) === uploads)
        takeCharmRevision(state, charmName)
      if (!(error instanceof MinijujuError) || error.code !== "bad-argument") throw error
      const reason = jujuRules(state).words.refusedDeployment(application, error.message)
      throw new MinijujuError(error.code, reason, { cause: error })
    }
    return 0
  },
}

/** Refuses options that are about units and machines of their own (Juju: `cmd/juju/application/deployer`). */
function refuseForSubordinate({ flags }: CommandCall, units: number): void {
  const refused =
    flags.list("constraints").length > 0
      ? "--constraints"
      : units !== 1 || flags.text("to") !== undefined
        ? "--num-units or --to"
        : flags.bool("isolate")
          ? "--isolate"
          : undefined
  if (refused !== undefined)
    throw new MinijujuError("bad-argument", `cannot use ${refused} with subordinate application`)
}

function refuseFloats(spec: CharmSpec, config: Readonly<Record<string, ConfigValue>>): void {
  for (const [name, value] of Object.entries(config)) {
    if (spec.config[name]?.type === "float")
      throw new MinijujuError("bad-argument", `option "${name}" expected float, got ${JSON.stringify(value)}`)
  }
}

export function unitCount(text: string): number {
  const count = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count))
    throw usageError(
      `invalid value ${JSON.stringify(text)} for option -n: strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`,
    )
  return count
}

/** Reads options from `key=value` and from files; later ones take precedence. */
export function configOf(
  items: readonly string[],
  application: string,
  cwd: string,
): Record<string, ConfigValue> {
  const values: Record<string, ConfigValue> = {}
  for (const item of items) {
    const at = item.indexOf("=")
    if (at > 0) values[item.slice(0, at)] = fromFile(item.slice(at + 1), cwd)
    else Object.assign(values, configFile(resolve(cwd, item), application))
  }
  return values
}

/** Replaces `key=@file` by the contents of the file. */
function fromFile(text: string, cwd: string): string {
  return text.startsWith("@") ? readFileSync(resolve(cwd, text.slice(1)), "utf8") : text
}

/** Reads a YAML file that maps the application's name to its options. */
export function configFile(file: string, application: string): Record<string, ConfigValue> {
  const content = parseYaml(readFileSync(file, "utf8"), file)
  const entries = isRecord(content) ? content : {}
  const options = entries[application]
  if (!isRecord(options))
    throw new MinijujuError("bad-argument", `no settings found for "${application}" in "${file}"`)
  const values: Record<string, ConfigValue> = {}
  for (const [key, value] of Object.entries(options)) {
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
      throw new MinijujuError("bad-argument", `option "${key}" in "${file}" is not a text, number or boolean`)
    values[key] = value
  }
  return values
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
