import type { SecretUpdate } from "../context/pending-secrets.ts"
import { secretMetadata } from "../context/secret-metadata.ts"
import { newSecretId } from "../state/secret.ts"
import { isRotatePolicy } from "../state/secret-rotation.ts"
import { parseExpiry } from "./secret-expiry.ts"
import { requiredSecretId } from "./secret-uri.ts"
import { readSecretValues } from "./secret-values.ts"
import type { HookTool, ToolCall } from "./tool.ts"
import { runError, usageError } from "./tool-error.ts"

const UPSERT_FLAGS = [
  { names: ["owner"], takes: "value", help: "the owner of the secret, either the application or unit" },
  { names: ["label"], takes: "value", help: "a label used to identify the secret in hooks" },
  { names: ["description"], takes: "value", help: "the secret description" },
  { names: ["expire"], takes: "value", help: "either a duration or time when the secret should expire" },
  { names: ["rotate"], takes: "value", help: "the secret rotation policy" },
  { names: ["file"], takes: "value", help: "a YAML file containing secret key values" },
] as const

export const secretAdd: HookTool = {
  name: "secret-add",
  usage: "[options] [key[#base64|#file]=value...]",
  purpose: "Add a new secret.",
  flags: UPSERT_FLAGS,
  run(call) {
    const { context, args, flags } = call
    if (args.length === 0 && flags.text("file") === undefined)
      throw usageError("missing secret value or filename")
    const { owner, update } = readUpsert(call, args)
    const { content } = update
    if (content === undefined) throw runError("empty secret value not valid")
    if (owner === "application" && !context.isLeader()) throw runError("this unit is not the leader")
    const { creates } = context.writes.secrets
    const taken = [...creates.values()].some(({ label }) => label !== undefined && label === update.label)
    if (taken) throw runError(`secret with label ${JSON.stringify(update.label)} already exists`)
    const id = newSecretId()
    const ownerName = owner === "unit" ? context.unit.name : context.application.name
    creates.set(id, { ...update, content, owner: ownerName })
    // Juju: `apiserver/facades/agent/secretsmanager/secrets.go` CreateSecretURIs.
    return { text: `secret://${context.state.uuid}/${id}\n` }
  },
}

/**
 * Whether the secret exists and this unit may change it is checked only when the hook's changes are committed
 * (as in Juju).
 */
export const secretSet: HookTool = {
  name: "secret-set",
  usage: "[options] <ID> [key[#base64]=value...]",
  purpose: "Update an existing secret.",
  flags: UPSERT_FLAGS,
  run(call) {
    const id = requiredSecretId(call)
    const { update } = readUpsert(call, call.args.slice(1))
    checkStillLeader(call, id)
    if (Object.keys(update).length > 0) call.context.writes.secrets.update(id, update)
    return undefined
  },
}

export const secretRemove: HookTool = {
  name: "secret-remove",
  usage: "[options] <ID>",
  purpose: "Remove an existing secret.",
  maxArgs: 1,
  flags: [
    {
      names: ["revision"],
      takes: "value",
      help: "remove the specified revision",
      check: (value) =>
        /^[1-9]\d*$/.test(value)
          ? undefined
          : `strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`,
    },
  ],
  run(call) {
    const id = requiredSecretId(call)
    const revision = call.flags.text("revision")
    checkStillLeader(call, id)
    call.context.writes.secrets.remove(id, revision === undefined ? undefined : Number(revision))
    return undefined
  },
}

/** Refuses at once if the unit is no longer the leader and the secret belongs to its application. */
export function checkStillLeader({ context }: ToolCall, id: string): void {
  const owner = secretMetadata(context).get(id)?.owner
  if (owner === context.application.name && !context.isLeader()) throw runError("this unit is not the leader")
}

function readUpsert(call: ToolCall, args: readonly string[]): { owner: string; update: SecretUpdate } {
  const { flags } = call
  const expire = flags.text("expire") || undefined
  const rotate = flags.text("rotate") || undefined
  const owner = flags.text("owner") ?? "application"
  const label = flags.text("label") || undefined
  const description = flags.text("description") || undefined
  const expires = expire === undefined ? undefined : parseExpiry(expire, new Date())
  if (rotate !== undefined && !isRotatePolicy(rotate))
    throw usageError(`rotate policy ${JSON.stringify(rotate)} not valid`)
  if (owner !== "application" && owner !== "unit")
    throw usageError(`secret owner ${JSON.stringify(owner)} not valid`)
  const content = readSecretValues(call, args)
  return {
    owner,
    update: {
      ...(content.size > 0 && { content }),
      ...(label !== undefined && { label }),
      ...(description !== undefined && { description }),
      ...(expires !== undefined && { expire: expires }),
      ...(rotate !== undefined && { rotate }),
    },
  }
}
