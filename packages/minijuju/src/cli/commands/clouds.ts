// Long because five commands on one kind of stored thing share their readers and words.
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { parseYaml } from "@charmkit/ops/metadata"
import {
  authTypes,
  type CloudDefinition,
  type CloudPlace,
  isRecord,
  PUBLIC_CLOUDS,
  readClouds,
  type StoredClouds,
  writeClouds,
} from "../../controller/cloud-file.ts"
import type { FlagSpecs } from "../../hook-tools/flags.ts"
import { runError, usageError } from "../../hook-tools/tool-error.ts"
import { type Command, type CommandCall, ignoredFlags } from "../command.ts"
import { print, table, yamlText } from "../output.ts"

export const CONTROLLER = "minijuju"
/** Juju's clouds that a controller on this machine takes without `--force`. */
const COMPATIBLE = ["lxd", "maas", "openstack"]

export const PLACE_FLAGS: FlagSpecs = [
  { names: ["client"], takes: "bool", help: "Client operation" },
  { names: ["c", "controller"], takes: "value", help: "Controller to operate in" },
]
export const FILE_FLAG: FlagSpecs = [
  { names: ["f", "file"], takes: "value", help: "The path to a file of definitions" },
]

/** Returns the places of --client and --controller. Without them, commands that only read use both, and others refuse. */
export function placesOf({ flags, console }: CommandCall, reads?: "reads"): readonly CloudPlace[] {
  const controller = flags.text("c")
  if (controller !== undefined && controller !== CONTROLLER)
    throw runError(`controller ${controller} not found`)
  const places: CloudPlace[] = []
  if (flags.bool("client")) places.push("client")
  if (controller !== undefined) places.push("controller")
  if (places.length > 0) return places
  if (reads !== undefined) return ["client", "controller"]
  console.err("This operation can be applied to both a copy on this client and to the one on a controller.\n")
  throw runError(
    "The command is piped and Juju cannot prompt to clarify whether the --client or a --controller is to be used.\nPlease clarify by re-running the command with the desired option(s).",
  )
}

/** Reads a file of definitions below one key: `clouds`, `credentials`. */
export function definitions({ cwd }: CommandCall, file: string, key: string): Record<string, unknown> {
  let text: string
  try {
    text = readFileSync(resolve(cwd, file), "utf8")
  } catch {
    throw runError(`open ${file}: no such file or directory`)
  }
  const content = parseYaml(text, file)
  const found = isRecord(content) ? content[key] : undefined
  return isRecord(found) ? found : {}
}

export function changeClouds(
  call: CommandCall,
  place: CloudPlace,
  change: (stored: StoredClouds) => StoredClouds,
): void {
  const all = readClouds(call.controller.home.path)
  writeClouds(call.controller.home.path, { ...all, [place]: change(all[place]) })
}

export function cloudType(definition: CloudDefinition): string {
  return String(definition.type)
}

export function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

export const addCloud: Command = {
  name: "add-cloud",
  usage: "<cloud name> [<cloud definition file>]",
  purpose: "Add a cloud definition to the client or the controller: it is only stored and shown",
  examples: ["add-cloud mycloud --client -f mycloud.yaml"],
  noModel: true,
  maxArgs: 2,
  flags: [
    ...PLACE_FLAGS,
    ...FILE_FLAG,
    { names: ["force"], takes: "bool", help: "Force add cloud to the controller" },
    ...ignoredFlags("value", "credential"),
  ],
  run(call) {
    const { args, console, flags } = call
    const file = flags.text("f") ?? args[1]
    if (args[0] !== undefined) checkName(args[0])
    const places = placesOf(call)
    if (file === undefined) throw runError("minijuju does not ask for definitions: give a file with -f")
    const [name, cloud] = cloudOf(call, file, args[0])
    console.err("minijuju stores and shows clouds and credentials; it never uses them.\n")
    let code = 0
    for (const place of places) {
      const exists = Object.hasOwn(readClouds(call.controller.home.path)[place].clouds, name)
      if (place === "client") {
        if (exists || Object.hasOwn(PUBLIC_CLOUDS, name)) {
          console.err(
            `ERROR use \`update-cloud ${name} --client\` to override known definition: local cloud "${name}" already exists\n`,
          )
          code = 1
          continue
        }
        setCloud(call, place, name, cloud)
        console.err(
          `Cloud "${name}" successfully added to your local client.\n${
            list(cloud["auth-types"]).length === 0
              ? ""
              : `You will need to add a credential for this cloud (\`juju add-credential ${name}\`)\nbefore you can use it to bootstrap a controller (\`juju bootstrap ${name}\`) or\nto create a model (\`juju add-model <your model name> ${name}\`).\n`
          }`,
        )
      } else if (!exists && !COMPATIBLE.includes(cloudType(cloud)) && !flags.bool("force")) {
        console.err(
          `Adding a cloud of type "${cloudType(cloud)}" might not function correctly on this controller.\nIf you really want to do this, use --force.\n`,
        )
      } else {
        if (!exists) setCloud(call, place, name, cloud)
        console.err(
          `Cloud "${name}" ${exists ? "already exists on the" : "added to"} controller "${CONTROLLER}".\nTo upload a credential to the controller for cloud "${name}", use \n* 'add-model' with --credential option or\n* 'add-credential -c ${name}'.\n`,
        )
      }
    }
    return code
  },
}

export const updateCloud: Command = {
  name: "update-cloud",
  usage: "<cloud name>",
  purpose: "Replace a stored cloud definition",
  noModel: true,
  maxArgs: 1,
  flags: [...PLACE_FLAGS, ...FILE_FLAG],
  run(call) {
    const { args, console, flags } = call
    const [name] = args
    if (name === undefined) throw usageError("cloud name required")
    checkName(name)
    const file = flags.text("f")
    let given: CloudDefinition | undefined
    try {
      if (file !== undefined) given = cloudOf(call, file, name)[1]
    } catch (error) {
      throw runError(
        `could not read cloud definition from provided file: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
    let code = 0
    for (const place of placesOf(call)) {
      const stored = readClouds(call.controller.home.path)
      const cloud = given ?? (place === "controller" ? stored.client.clouds[name] : undefined)
      if (cloud === undefined && place === "client")
        console.err(`To update cloud "${name}" on this client, a cloud definition file is required.\n`)
      else if (
        cloud === undefined ||
        (place === "controller" && !Object.hasOwn(stored.controller.clouds, name))
      )
        console.err(`cloud "${name}" not found\n`)
      else {
        setCloud(call, place, name, cloud)
        console.err(
          `Cloud "${name}" updated on ${placeName(place)} using ${given ? "provided file" : "client cloud definition"}.\n`,
        )
        continue
      }
      code = 1
    }
    return code
  },
}

export const removeCloud: Command = {
  name: "remove-cloud",
  usage: "<cloud name>",
  purpose: "Remove a stored cloud definition",
  noModel: true,
  maxArgs: 1,
  flags: PLACE_FLAGS,
  run(call) {
    const [name] = call.args
    if (name === undefined) throw usageError("Usage: juju remove-cloud <cloud name>")
    for (const place of placesOf(call)) {
      if (Object.hasOwn(readClouds(call.controller.home.path)[place].clouds, name)) {
        changeClouds(call, place, (stored) => ({ ...stored, clouds: without(stored.clouds, name) }))
        call.console.err(`Removed details of cloud "${name}" from ${placeName(place)}\n`)
      } else if (place === "client" && Object.hasOwn(PUBLIC_CLOUDS, name))
        call.console.err(`Cannot remove public cloud "${name}" from client\n`)
      else if (name === "localhost" && place === "client")
        call.console.err(`Cannot remove built-in cloud "${name}" from client\n`)
      else call.console.err(`No cloud called "${name}" exists on ${placeName(place)}\n`)
    }
    return 0
  },
}

export const showCloud: Command = {
  name: "show-cloud",
  usage: "<cloud name>",
  purpose: "Show detailed information of a stored cloud",
  noModel: true,
  maxArgs: 1,
  formats: ["display", "yaml", "json"],
  flags: [...PLACE_FLAGS, ...ignoredFlags("bool", "include-config")],
  run(call) {
    const [name] = call.args
    if (name === undefined) throw usageError("no cloud specified")
    const outputs: { name: string; summary: string }[] = []
    let code = 0
    // Juju shows the controller's first.
    for (const place of [...placesOf(call, "reads")].reverse()) {
      const known = knownClouds(call, place)
      const cloud = Object.hasOwn(known, name) ? known[name] : undefined
      const summary =
        place === "client" ? `Client cloud "${name}"` : `Cloud "${name}" from controller "${CONTROLLER}"`
      if (cloud !== undefined) outputs.push({ name, summary, ...cloud })
      else {
        const names = Object.keys(known)
          .sort()
          .map((other) => `\n  - ${other}`)
        call.console.err(
          place === "client"
            ? `ERROR cloud ${name} not found, possible alternative clouds:\n${names.join("")}\n`
            : `ERROR cloud "${name}" not found\n`,
        )
        code = 1
      }
    }
    if (outputs.length === 0) return code
    const shown = call.flags.text("format") ?? "display"
    if (shown === "json") print(call, outputs, "json")
    else {
      const texts = outputs.map(({ name: _, summary, ...details }) =>
        shown === "yaml"
          ? flowAuthTypes(yamlText({ name, summary, ...details }))
          : `${summary}:\n\n${flowAuthTypes(yamlText(details))}`,
      )
      print(call, undefined, "display", () => texts.join(shown === "yaml" ? "---\n" : "\n"))
    }
    return code
  },
}

export const clouds: Command = {
  name: "clouds",
  aliases: ["list-clouds"],
  purpose: "List clouds: this machine, and those of add-cloud",
  noModel: true,
  maxArgs: 0,
  formats: ["tabular", "json", "yaml"],
  flags: [
    ...PLACE_FLAGS,
    { names: ["all"], takes: "bool", help: "Show all clouds, also without credentials" },
  ],
  run(call) {
    const shown: Record<string, CloudDefinition> = {}
    const stored = readClouds(call.controller.home.path).client
    for (const place of placesOf(call, "reads")) {
      for (const [name, cloud] of Object.entries(knownClouds(call, place)))
        if (
          !Object.hasOwn(PUBLIC_CLOUDS, name) ||
          call.flags.bool("all") ||
          Object.hasOwn(stored.credentials, name)
        )
          shown[name] = cloud
    }
    const rows = Object.entries(shown).sort(([a], [b]) => (a < b ? -1 : 1))
    print(call, Object.fromEntries(rows), "tabular", () =>
      table([
        ["Cloud", "Regions", "Default", "Type"],
        ...rows.map(([name, { regions, type }]) => {
          const names = Object.keys(isRecord(regions) ? regions : {})
          return [name, String(names.length), names[0] ?? "", String(type)]
        }),
      ]),
    )
    return 0
  },
}

/** Returns the clouds of one place as Juju shows them. */
export function knownClouds(call: CommandCall, place: CloudPlace): Record<string, CloudDefinition> {
  const stored = readClouds(call.controller.home.path)
  const count = (name: string) => {
    const credentials = Object.keys(stored.client.credentials[name] ?? {}).length
    return credentials === 0 ? {} : { "credential-count": credentials }
  }
  const known: Record<string, CloudDefinition> = {
    localhost: { defined: "built-in", type: "minijuju", regions: { localhost: {} } },
  }
  if (place === "client")
    for (const [name, cloud] of Object.entries(PUBLIC_CLOUDS))
      known[name] = { defined: "public", ...cloud, ...count(name) }
  for (const [name, cloud] of Object.entries(stored[place].clouds)) {
    const { type, regions, "ca-certificates": ca, name: _, ...rest } = cloud
    known[name] = {
      defined: place === "client" ? "local" : "public",
      type,
      ...rest,
      ...count(name),
      regions: regionsOf(cloud),
      ...(ca === undefined ? {} : { "ca-credentials": ca }),
      ...(place === "client" ? {} : { users: { admin: { "display-name": "admin", access: "admin" } } }),
    }
  }
  return known
}

/** Each region, without the addresses that are the cloud's own. */
function regionsOf(cloud: CloudDefinition): Record<string, unknown> {
  const given = Object.entries(isRecord(cloud.regions) ? cloud.regions : {})
  const shown = (region: unknown) =>
    Object.fromEntries(
      Object.entries(isRecord(region) ? region : {}).filter(([key, value]) => value !== cloud[key]),
    )
  return given.length === 0
    ? { default: {} }
    : Object.fromEntries(given.map(([name, region]) => [name, shown(region)]))
}

/** Reads one cloud of a definition file. */
function cloudOf(call: CommandCall, file: string, wanted: string | undefined): [string, CloudDefinition] {
  const found = definitions(call, file, "clouds")
  const names = Object.keys(found)
  if (names.length === 0) throw runError("no clouds found in parsed yaml, please validate yaml keys")
  if (wanted === undefined && names.length > 1)
    throw runError(
      `there is more than one cloud defined in file "${file}", specify a cloud name to select one`,
    )
  const name = wanted ?? names[0] ?? ""
  const cloud = Object.hasOwn(found, name) ? found[name] : undefined
  if (!isRecord(cloud)) throw runError(`cloud "${name}" not found in file "${file}"`)
  const known = authTypes(cloudType(cloud))
  if (known === undefined) throw runError(`no registered provider for "${cloud.type ?? ""}"`)
  const unknown = list(cloud["auth-types"]).find((type) => !known.includes(type))
  if (unknown !== undefined) throw runError(`auth type "${unknown}" not supported`)
  return [name, cloud]
}

function setCloud(call: CommandCall, place: CloudPlace, name: string, cloud: CloudDefinition): void {
  changeClouds(call, place, (stored) => ({ ...stored, clouds: { ...stored.clouds, [name]: cloud } }))
}

function placeName(place: CloudPlace): string {
  return place === "client" ? "this client" : `controller "${CONTROLLER}"`
}

function checkName(name: string): void {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9.-]*$/.test(name)) throw usageError(`cloud name "${name}" not valid`)
}

export function without<T>(values: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => key !== name))
}

/** Juju prints the auth types on one line. */
function flowAuthTypes(text: string): string {
  return text.replace(
    /^auth-types:\n((?:- .*\n)+)/m,
    (_, lines: string) => `auth-types: [${lines.trim().replaceAll("\n- ", ", ").slice(2)}]\n`,
  )
}
