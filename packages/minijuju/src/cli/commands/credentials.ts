// Long because five commands on one kind of stored thing share their readers and words.
import {
  type CloudPlace,
  type Credential,
  isRecord,
  namedCredentials,
  readClouds,
  withoutSecrets,
} from "../../controller/cloud-file.ts"
import { runError, usageError } from "../../hook-tools/tool-error.ts"
import { type Command, type CommandCall, ignoredFlags } from "../command.ts"
import { print, table } from "../output.ts"
import {
  CONTROLLER,
  changeClouds,
  cloudType,
  definitions,
  FILE_FLAG,
  knownClouds,
  list,
  PLACE_FLAGS,
  placesOf,
  without,
} from "./clouds.ts"

type Named = Readonly<Record<string, Credential>>

const SHOW_SECRETS = { names: ["show-secrets"], takes: "bool", help: "Show secrets" } as const

export const addCredential: Command = {
  name: "add-credential",
  usage: "<cloud name>",
  purpose: "Add a credential for a cloud: it is only stored and shown",
  noModel: true,
  maxArgs: 1,
  flags: [...PLACE_FLAGS, ...FILE_FLAG, ...ignoredFlags("value", "region")],
  run(call) {
    const { console, flags } = call
    const [cloud] = call.args
    const file = flags.text("f")
    if (cloud === undefined)
      throw usageError("Usage: juju add-credential <cloud-name> [-f <credentials.yaml>]")
    const places = placesOf(call)
    const known = { ...knownClouds(call, "client"), ...knownClouds(call, "controller") }[cloud]
    if (known === undefined) {
      console.err(
        `ERROR cloud ${cloud} not valid\nTo view all available clouds, use 'juju clouds'.\nTo add new cloud, use 'juju add-cloud'.\n`,
      )
      return 1
    }
    const allowed = list(known["auth-types"])
    if (allowed.length === 0) throw runError(`cloud "${cloud}" does not require credentials`)
    if (file === undefined) throw runError("minijuju does not ask for credentials: give a file with -f")
    const given = credentialsFile(call, file)[cloud]
    if (given === undefined) throw runError(`no credentials for cloud ${cloud} exist in file ${file}`)
    for (const [name, { "auth-type": type = "" }] of Object.entries(given)) {
      if (!/^[a-zA-Z][a-zA-Z0-9.@_+-]*$/.test(name))
        throw runError(`"${name}" is not a valid credential name`)
      if (!allowed.includes(type))
        throw runError(
          `credential "${name}" contains invalid auth type "${type}", valid auth types for cloud "${cloud}" are [${allowed.join(" ")}]`,
        )
    }
    let code = 0
    for (const place of places) {
      const old = stored(call, place)[cloud] ?? {}
      const fresh = Object.keys(given).filter((name) => !Object.hasOwn(old, name))
      if (place === "controller") {
        if (!Object.hasOwn(knownClouds(call, place), cloud)) {
          console.out(
            `No cloud "${cloud}" found on the controller "${CONTROLLER}": credentials are not uploaded.\nUse 'juju clouds -c ${CONTROLLER}' to see what clouds are available on the controller.\nUser 'juju add-cloud ${cloud} -c ${CONTROLLER}' to add your cloud to the controller.\n`,
          )
          continue
        }
        setCredentials(call, place, cloud, { ...old, ...given })
        for (const name of Object.keys(given)) console.err(uploaded(name, cloud, "added"))
        continue
      }
      for (const name of Object.keys(given).filter((name) => Object.hasOwn(old, name))) {
        console.err(
          `ERROR credential "${name}" for cloud "${cloud}" already exists locally, use 'juju update-credential ${cloud} ${name} -f ${file}' to update this local client copy\n`,
        )
        code = 1
      }
      if (fresh.length === 0) console.out(`No local credentials for cloud "${cloud}" changed.\n`)
      else {
        setCredentials(call, place, cloud, { ...given, ...old })
        console.out(
          `Credential${fresh.length === 1 ? "" : "s"} "${fresh.join(", ")}" added locally for cloud "${cloud}".\n\n`,
        )
      }
    }
    return code
  },
}

export const updateCredential: Command = {
  name: "update-credential",
  aliases: ["update-credentials"],
  usage: "[<cloud name> [<credential name>]]",
  purpose: "Replace stored credentials",
  noModel: true,
  flags: [...PLACE_FLAGS, ...FILE_FLAG, ...ignoredFlags("value", "region"), ...ignoredFlags("bool", "force")],
  run(call) {
    const { args, console, flags } = call
    const [cloud, name] = args
    const file = flags.text("f")
    if (args.length > 2) throw usageError("only a cloud name and / or credential name need to be provided")
    if (file === undefined && cloud === undefined)
      throw runError("Usage: juju update-credential [options] [<cloud-name> [<credential-name>]]")
    const source = file === undefined ? stored(call, "client") : credentialsFile(call, file)
    const from = file === undefined ? "local client" : `file ${file}`
    if (cloud !== undefined && source[cloud] === undefined)
      throw runError(
        file === undefined
          ? `could not get credentials from local client: loading credentials: credentials for cloud ${cloud} not found`
          : `could not get credentials from file: credentials for cloud "${cloud}" in file "${file}" not found`,
      )
    const updates = Object.entries(source)
      .filter(([key]) => cloud === undefined || key === cloud)
      .map(([key, named]): [string, Named] => [
        key,
        Object.fromEntries(Object.entries(named).filter(([key]) => name === undefined || key === name)),
      ])
    if (name !== undefined && updates.every(([, named]) => Object.keys(named).length === 0))
      throw runError(
        `could not get credentials from ${file === undefined ? "local client" : "file"}: credential "${name}" for cloud "${cloud}" in ${from} not found`,
      )
    let code = 0
    for (const place of placesOf(call)) {
      let failed = false
      for (const [key, named] of updates) {
        const known = knownClouds(call, place)[key]
        const old = stored(call, place)[key]
        if (known === undefined) {
          console.err(
            place === "client"
              ? `Cloud "${key}" not found.\n`
              : `WARNING No cloud "${key}" available to user "admin" remotely on controller "${CONTROLLER}"\n`,
          )
          failed = true
        } else if (old === undefined && place === "client") {
          console.err(
            `WARNING Could not find credentials for cloud ${key} on this client.\nUse \`juju add-credential\` to add a credential to this client.\n`,
          )
          failed = true
        } else {
          setCredentials(call, place, key, { ...old, ...named })
          if (place === "controller")
            for (const name of Object.keys(named)) console.err(uploaded(name, key, "updated"))
        }
      }
      if (place === "client" && !failed)
        console.err("Local client was updated successfully with provided credential information.\n")
      if (failed) code = 1
    }
    return code
  },
}

export const removeCredential: Command = {
  name: "remove-credential",
  usage: "<cloud name> <credential name>",
  purpose: "Remove a stored credential",
  noModel: true,
  maxArgs: 2,
  flags: [...PLACE_FLAGS, ...ignoredFlags("bool", "force")],
  run(call) {
    const { console } = call
    const [cloud, name] = call.args
    if (cloud === undefined || name === undefined)
      throw usageError("Usage: juju remove-credential <cloud-name> <credential-name>")
    const places = placesOf(call).filter((place) => Object.hasOwn(knownClouds(call, place), cloud))
    if (places.length === 0) {
      console.err(
        `No cloud "${cloud}" is found.\nTo view all available clouds, use 'juju clouds'.\nTo add new cloud, use 'juju add-cloud'.\n`,
      )
      return 1
    }
    for (const place of places)
      console.err(
        place === "client"
          ? `Found local cloud "${cloud}" on this client.\n`
          : `Found remote cloud "${cloud}" from the controller.\n`,
      )
    for (const place of places) {
      const named = stored(call, place)[cloud]
      const where = place === "client" ? "this client" : `the controller "${CONTROLLER}"`
      if (named === undefined) console.err(`No stored credentials exist for cloud "${cloud}" on ${where}.\n`)
      else if (!Object.hasOwn(named, name))
        console.err(`No credential called "${name}" exists for cloud "${cloud}" on ${where}\n`)
      else {
        setCredentials(call, place, cloud, without(named, name))
        console.err(`Credential "${name}" for cloud "${cloud}" removed from ${where}.\n`)
      }
    }
    return 0
  },
}

export const credentials: Command = {
  name: "credentials",
  aliases: ["list-credentials"],
  usage: "[<cloud name>]",
  purpose: "List stored credentials for clouds",
  noModel: true,
  maxArgs: 1,
  formats: ["tabular", "json", "yaml"],
  flags: [...PLACE_FLAGS, SHOW_SECRETS],
  run(call) {
    const { console, flags } = call
    const format = flags.text("format") ?? "tabular"
    if (flags.bool("show-secrets") && format === "tabular")
      console.err("secrets are not shown in tabular format\n")
    const places = placesOf(call, "reads")
    const shown: Record<string, Record<string, unknown>> = {}
    for (const place of places) {
      const clouds = Object.entries(visible(call, place, call.args[0], undefined)).map(([cloud, named]) => {
        const listed = Object.entries(named).map(([name, { "auth-type": type, ...details }]) => [
          name,
          { "auth-type": type, ...(format === "json" ? { details } : details) },
        ])
        const all = Object.fromEntries(listed)
        return [cloud, format === "json" && listed.length > 0 ? { "cloud-credentials": all } : all]
      })
      if (clouds.length > 0) shown[`${place}-credentials`] = Object.fromEntries(clouds)
    }
    print(call, shown, "tabular", () => {
      const onClient = places.includes("client")
      const [place, text] =
        onClient && places.length === 1 ? ["client", "this client"] : ["controller", "any controller"]
      const groups = ["controller", "client"].flatMap((place) => {
        const clouds = Object.entries(shown[`${place}-credentials`] ?? {}).sort(([a], [b]) =>
          a < b ? -1 : 1,
        )
        if (clouds.length === 0) return []
        const rows = clouds.map(([cloud, named]) => {
          const names = Object.keys(isRecord(named) ? named : {}).sort()
          return names.length === 0
            ? [`No credentials to display for cloud ${cloud}`]
            : [cloud, names.join(", ")]
        })
        return [
          `\n${place === "client" ? "Client" : "Controller"} Credentials:\n${table([["Cloud", "Credentials"], ...rows])}`,
        ]
      })
      const none =
        shown[`${place}-credentials`] === undefined ? `No credentials from ${text} to display.\n` : ""
      return `${none}${groups.join("")}`
    })
    return 0
  },
}

export const showCredential: Command = {
  name: "show-credential",
  aliases: ["show-credentials"],
  usage: "[<cloud name> <credential name>]",
  purpose: "Show stored credentials",
  noModel: true,
  formats: ["yaml"],
  flags: [...PLACE_FLAGS, SHOW_SECRETS],
  run(call) {
    const { args, console } = call
    const [cloud, name] = args
    if (args.length === 1) throw usageError("both cloud and credential name are needed")
    if (args.length > 2) throw usageError("only cloud and credential names are supported")
    const shown: Record<string, unknown> = {}
    let code = 0
    for (const place of [...placesOf(call, "reads")].reverse()) {
      const found = visible(call, place, cloud, name)
      const clouds = Object.entries(found).filter(([, named]) => Object.keys(named).length > 0)
      if (cloud !== undefined && clouds.length === 0) {
        console.err(
          place === "controller"
            ? `credential "${name}" not found\n`
            : `ERROR client credential content lookup failed: ${found[cloud] === undefined ? `loading credentials: credentials for cloud ${cloud}` : `credential "${name}" for cloud "${cloud}" in local client`} not found\n`,
        )
        if (place === "client") code = 1
      }
      if (clouds.length > 0)
        shown[`${place}-credentials`] = Object.fromEntries(
          clouds.map(([cloud, named]) => [
            cloud,
            Object.fromEntries(Object.entries(named).map(([name, content]) => [name, { content }])),
          ]),
        )
    }
    if (Object.keys(shown).length === 0) {
      console.err("No credentials from this client or from a controller to display.\n")
      return 0
    }
    print(call, shown, "yaml")
    return code
  },
}

function stored(call: CommandCall, place: CloudPlace): Readonly<Record<string, Named>> {
  return readClouds(call.controller.home.path)[place].credentials
}

/** Returns stored credentials, without secrets if the caller has not asked for them. Those of removed clouds need them. */
function visible(
  call: CommandCall,
  place: CloudPlace,
  cloud: string | undefined,
  name: string | undefined,
): Record<string, Named> {
  const shown: Record<string, Named> = {}
  const secrets = call.flags.bool("show-secrets") && (call.flags.text("format") ?? "yaml") !== "tabular"
  for (const [key, named] of Object.entries(stored(call, place))) {
    const known = knownClouds(call, place)[key]
    if ((cloud !== undefined && key !== cloud) || (known === undefined && !secrets)) continue
    const wanted = Object.entries(named).filter(([key]) => name === undefined || key === name)
    shown[key] = Object.fromEntries(
      wanted.map(([key, credential]) => [
        key,
        secrets || known === undefined ? credential : withoutSecrets(credential, cloudType(known)),
      ]),
    )
  }
  return shown
}

function setCredentials(call: CommandCall, place: CloudPlace, cloud: string, named: Named): void {
  changeClouds(call, place, (old) => ({ ...old, credentials: { ...old.credentials, [cloud]: named } }))
}

function credentialsFile(call: CommandCall, file: string): Record<string, Named> {
  const found = Object.entries(definitions(call, file, "credentials")).map(
    ([cloud, value]): [string, Named] => {
      const { "default-credential": _, "default-region": __, ...credentials } = isRecord(value) ? value : {}
      const named = namedCredentials(credentials)
      if (named === undefined)
        throw runError(
          `parsing credentials file: credentials.${cloud}: expected texts as attributes, got another value`,
        )
      return [cloud, named]
    },
  )
  return Object.fromEntries(found)
}

function uploaded(name: string, cloud: string, what: string): string {
  return `Controller credential "${name}" for user "admin" for cloud "${cloud}" on controller "${CONTROLLER}" ${what}.\nFor more information, see 'juju show-credential ${cloud} ${name}'.\n`
}
