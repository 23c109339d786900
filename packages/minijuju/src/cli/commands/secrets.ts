import { createHash } from "node:crypto"
import { readSecretValues } from "../../hook-tools/secret-values.ts"
import { usageError } from "../../hook-tools/tool-error.ts"
import { isForeign } from "../../operator/cross-model-secrets.ts"
import { findSecret } from "../../operator/user-secrets.ts"
import { MinijujuError } from "../../state/errors.ts"
import type { ModelState } from "../../state/model-state.ts"
import { isUnitName, MODEL_OWNER, type SecretState } from "../../state/secret.ts"
import type { Command } from "../command.ts"
import { print, table } from "../output.ts"

const CONTENT_FLAGS = [
  { names: ["info"], takes: "value", help: "The secret description" },
  { names: ["file"], takes: "value", help: "A YAML file containing secret key values" },
] as const

const REVISION_FLAG = {
  names: ["r", "revision"],
  takes: "value",
  help: "A revision; default all or the latest",
  check: (value: string) =>
    /^[1-9]\d*$/.test(value)
      ? undefined
      : `strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`,
} as const

export const addSecret: Command = {
  name: "add-secret",
  usage: "<name> [key[#base64|#file]=value...]",
  purpose: "Add a secret of the model",
  details: "Charms can read it after grant-secret, by its URI, which this command prints.",
  examples: ["add-secret my-apitoken token=34ae35facd4", "add-secret my-cert cert#file=./cert.pem"],
  flags: CONTENT_FLAGS,
  run(call) {
    const [name, ...items] = call.args
    if (name === undefined) throw usageError("secret name needs to be supplied as the first argument")
    const content = readSecretValues(call, items, call.cwd)
    if (content.size === 0) throw usageError("missing secret value or filename")
    const id = call.model().model.addSecret(name, content, call.flags.text("info"))
    call.console.out(`secret:${id}\n`)
    return 0
  },
}

export const updateSecretCommand: Command = {
  name: "update-secret",
  usage: "<ID>|<name> [key[#base64|#file]=value...]",
  purpose: "Change a secret of the model; charms that have read it run secret-changed",
  examples: ["update-secret my-apitoken token=34ae35facd5"],
  flags: [
    ...CONTENT_FLAGS,
    { names: ["name"], takes: "value", help: "The new name" },
    {
      names: ["auto-prune"],
      takes: "bool",
      help: "Remove revisions when nobody reads them any more; --auto-prune=false: keep them",
    },
  ],
  run(call) {
    const [secret, ...items] = call.args
    if (secret === undefined) throw usageError("missing secret URI")
    const content = readSecretValues(call, items, call.cwd)
    const [label, description] = [call.flags.text("name"), call.flags.text("info")]
    call.model().model.updateSecret(secret, {
      ...(content.size === 0 ? {} : { content }),
      ...(label === undefined ? {} : { label }),
      ...(description === undefined ? {} : { description }),
      ...(call.flags.has("auto-prune") ? { autoPrune: call.flags.bool("auto-prune") } : {}),
    })
    return 0
  },
}

export const grantSecret = grantOrRevoke("grant-secret", "Let applications read a secret of the model")
export const revokeSecret = grantOrRevoke("revoke-secret", "Take back the grants of a secret of the model")

function grantOrRevoke(name: "grant-secret" | "revoke-secret", purpose: string): Command {
  return {
    name,
    usage: "<ID>|<name> <application>[,<application>...]",
    purpose,
    examples: [`${name} my-apitoken my-app`],
    maxArgs: 2,
    run({ args, model }) {
      const [secret, applications] = args
      if (secret === undefined || applications === undefined)
        throw usageError("missing secret URI or application name")
      const target = model().model
      if (name === "grant-secret") target.grantSecret(secret, applications.split(","))
      else target.revokeSecret(secret, applications.split(","))
      return 0
    },
  }
}

export const removeSecret: Command = {
  name: "remove-secret",
  usage: "<ID>|<name>",
  purpose: "Remove a secret of the model, or one revision of it",
  examples: ["remove-secret my-apitoken", "remove-secret my-apitoken --revision 1"],
  maxArgs: 1,
  flags: [REVISION_FLAG],
  run({ args, flags, model }) {
    const [secret] = args
    if (secret === undefined) throw usageError("missing secret URI")
    const revision = flags.text("r")
    model().model.removeSecret(secret, revision === undefined ? undefined : Number(revision))
    return 0
  },
}

export const secrets: Command = {
  name: "secrets",
  aliases: ["list-secrets"],
  usage: "",
  purpose: "List the secrets of the model and of its applications",
  examples: ["secrets", "secrets --owner application-web", "secrets --revisions --format yaml"],
  formats: ["tabular", "json", "yaml"],
  maxArgs: 0,
  flags: [
    {
      names: ["owner"],
      takes: "value",
      help: "Only those of an owner: application-web, unit-web-0, model-UUID",
    },
    { names: ["revisions"], takes: "bool", help: "Show the revisions, in JSON and YAML" },
  ],
  run(call) {
    const { state } = call.model().engine
    const owner = ownerOf(state, call.flags.text("owner"))
    const all = [...state.secrets.values()]
      .filter((secret) => !isForeign(state, secret) && (owner === undefined || secret.owner === owner))
      .sort((a, b) => (a.owner < b.owner ? -1 : a.owner > b.owner ? 1 : 0))
    const withRevisions = call.flags.bool("revisions")
    const views = Object.fromEntries(
      all.map((secret) => [
        secret.id,
        { ...secretView(secret), ...(withRevisions ? { revisions: revisionsOf(secret) } : {}) },
      ]),
    )
    print(call, views, "tabular", () =>
      table([
        ["ID", "Name", "Owner", "Rotation", "Revision", "Last updated"],
        ...all.map((secret) => [
          secret.id,
          secret.owner === MODEL_OWNER ? secret.label : "-",
          secret.owner,
          secret.rotate,
          String(secret.latest).padStart("Revision".length),
          age(secret.updated ?? state.created),
        ]),
      ]),
    )
    return 0
  },
}

export const showSecret: Command = {
  name: "show-secret",
  usage: "<ID>|<name>",
  purpose: "Show a secret; with --reveal its content",
  examples: ["show-secret my-apitoken", "show-secret my-apitoken --reveal --revision 1"],
  formats: ["yaml", "json"],
  maxArgs: 1,
  flags: [
    { names: ["reveal"], takes: "bool", help: "Show the values" },
    { names: ["revisions"], takes: "bool", help: "Show the revisions" },
    REVISION_FLAG,
  ],
  run(call) {
    const { args, flags } = call
    const [name] = args
    if (name === undefined) throw usageError("secret ID is required")
    const given = flags.text("r")
    for (const [other, isGiven] of [
      ["reveal", flags.bool("reveal")],
      ["revision", given !== undefined],
    ]) {
      if (flags.bool("revisions") && isGiven)
        throw usageError(`specify either --revisions or --${other} but not both`)
    }
    const { state } = call.model().engine
    const secret = findSecret(state, name)
    const revision = given === undefined ? secret.latest : Number(given)
    const content = secret.revisions.get(revision)?.content
    if (content === undefined)
      throw new MinijujuError("not-found", `secret revision "${secret.id}/${revision}" not found`)
    const values = Object.fromEntries(
      [...content].map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
    )
    const isJson = flags.text("format") === "json"
    const view = {
      ...secretView(secret),
      ...(flags.bool("reveal")
        ? { checksum: checksum(content), content: isJson ? { Data: values } : values }
        : {}),
      ...(flags.bool("revisions") ? { revisions: revisionsOf(secret) } : {}),
      ...accessOf(state, secret),
    }
    print(call, { [secret.id]: view }, "yaml")
    return 0
  },
}

/** Juju: `cmd/juju/secrets/list.go`, which takes names as the agents write them. */
function ownerOf({ uuid }: ModelState, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (text === `model-${uuid}`) return MODEL_OWNER
  const [, application, unitApplication, unit] =
    /^(?:application-([a-z][a-z0-9-]*)|unit-([a-z][a-z0-9-]*)-(\d+))$/.exec(text) ?? []
  const owner = application ?? (unit === undefined ? undefined : `${unitApplication}/${unit}`)
  if (owner === undefined) throw new MinijujuError("bad-argument", `invalid owner ${JSON.stringify(text)}`)
  return owner
}

function secretView(secret: SecretState) {
  const { owner, label, description, rotate, nextRotate, latest, revisions, created, updated } = secret
  const expire = revisions.get(latest)?.expire
  return {
    revision: latest,
    ...(expire === undefined ? {} : { expires: time(expire) }),
    rotation: rotate,
    ...(nextRotate === undefined ? {} : { rotates: time(nextRotate) }),
    owner,
    ...(description === "" ? {} : { description }),
    ...(label === "" ? {} : owner === MODEL_OWNER ? { name: label } : { label }),
    ...(created === undefined ? {} : { created: time(created) }),
    ...(updated === undefined ? {} : { updated: time(updated) }),
  }
}

function revisionsOf(secret: SecretState) {
  return [...secret.revisions].map(([revision, { expire, created = secret.created, updated = created }]) => ({
    revision,
    backend: "internal",
    ...(created === undefined ? {} : { created: time(created) }),
    ...(updated === undefined ? {} : { updated: time(updated) }),
    ...(expire === undefined ? {} : { expires: time(expire) }),
  }))
}

function accessOf(state: ModelState, { grants, owner }: SecretState) {
  if (grants.size === 0 || owner !== MODEL_OWNER) return {}
  return {
    access: [...grants.keys()].map((name) => ({
      target: isUnitName(name) ? `unit-${name.replace("/", "-")}` : `application-${name}`,
      scope: `model-${state.uuid}`,
      role: "view",
    })),
  }
}

/** Juju: `core/secrets` Checksum: SHA-256 of the values as JSON. */
function checksum(content: ReadonlyMap<string, string>): string {
  const sorted = Object.fromEntries([...content].sort(([a], [b]) => (a < b ? -1 : 1)))
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex")
}

function time(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}

/** `2 hours ago`; after a day the date. */
function age(date: Date): string {
  const seconds = Math.floor((Date.now() - date.getTime()) / 1_000)
  if (seconds < 1) return "just now"
  const words = (count: number, unit: string) => `${count} ${unit}${count === 1 ? "" : "s"} ago`
  if (seconds < 60) return words(seconds, "second")
  if (seconds < 3_600) return words(Math.floor(seconds / 60), "minute")
  return seconds < 86_400 ? words(Math.floor(seconds / 3_600), "hour") : date.toISOString().slice(0, 10)
}
