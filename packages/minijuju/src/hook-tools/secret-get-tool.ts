import type { HookContext } from "../context/hook-context.ts"
import type { SecretUpdate } from "../context/pending-secrets.ts"
import { secretMetadata } from "../context/secret-metadata.ts"
import { isForeign } from "../operator/cross-model-secrets.ts"
import { jujuRules } from "../state/juju-version.ts"
import { type SecretState, secretModelOf } from "../state/secret.ts"
import { canManage, canRead, isOwned } from "../state/secret-access.ts"
import { secretIdOrLabel } from "./secret-uri.ts"
import type { HookTool } from "./tool.ts"
import { runError, usageError } from "./tool-error.ts"

interface SecretQuery {
  readonly id: string | undefined
  /** The UUID of the model that the URI names. */
  readonly model: string | undefined
  readonly label: string
  readonly mode: "tracked" | "refresh" | "peek"
}

type Content = ReadonlyMap<string, string>

/** Reads take effect at once: a label or revision tracked by secret-get stays if the hook fails. */
export const secretGet: HookTool = {
  name: "secret-get",
  usage: "[options] <ID> [key[#base64]]",
  purpose: "Get the content of a secret.",
  format: "yaml",
  maxArgs: 2,
  flags: [
    { names: ["label"], takes: "value", help: "a label used to identify the secret in hooks" },
    { names: ["peek"], takes: "bool", help: "get the latest revision just this time" },
    {
      names: ["refresh"],
      takes: "bool",
      help: "get the latest revision and also get this same revision for subsequent calls",
    },
  ],
  run(call) {
    const { context, args, flags } = call
    const { id, label } = secretIdOrLabel(call)
    const peek = flags.bool("peek")
    const refresh = flags.bool("refresh")
    if (peek && refresh) throw usageError("specify one of --peek or --refresh but not both")
    const model = secretModelOf(args[0] ?? "")
    const query: SecretQuery = { id, model, label, mode: peek ? "peek" : refresh ? "refresh" : "tracked" }
    const content = pendingContent(context, query) ?? storedContent(context, query)
    return { value: args[1] === undefined ? decodeAll(content) : oneValue(content, args[1]) }
  },
}

/**
 * Returns content that this hook has written: of a secret it created in any case, of one it updated only with
 * --peek or --refresh.
 */
function pendingContent(context: HookContext, { id, label, mode }: SecretQuery): Content | undefined {
  const { writes } = context
  const { creates, updates } = writes.secrets
  const labelled = label === "" ? undefined : managedByLabel(context, label)
  const matches = ([pendingId, change]: [string, SecretUpdate]) =>
    pendingId === id ||
    (label !== "" && (change.label === label || (id === undefined && pendingId === labelled)))
  const created = [...creates].find(matches)
  if (created !== undefined) {
    if (created[0] === id && label !== "") creates.set(id, { ...created[1], label })
    return created[1].content
  }
  return mode === "tracked" ? undefined : [...updates].find(matches)?.[1].content
}

function storedContent(context: HookContext, query: SecretQuery): Content {
  const { state, unit } = context
  const id = query.id ?? idOfLabel(context, query.label)
  const secret = state.secrets.get(id)
  if (secret === undefined) {
    // The other model does not say whether it has the secret (Juju: `facades/agent/secretsmanager`, getRemoteSecretContent).
    if (query.model !== undefined && query.model !== state.uuid) throw runError("permission denied")
    throw runError(`secret ${JSON.stringify(id)} not found`)
  }
  if (!canRead(secret, unit))
    throw runError(
      isForeign(state, secret) ? "permission denied" : jujuRules(state).words.unreadableSecret(unit.name),
    )
  if (query.id !== undefined && query.label !== "" && canManage(state, secret, unit))
    secret.label = query.label
  return contentOf(secret, consumedRevision(secret, unit.name, query))
}

/** Returns the id of the secret that this unit manages under a label, with the label that this hook has given it. */
function managedByLabel(context: HookContext, label: string): string | undefined {
  return [...secretMetadata(context).values()].find((secret) => secret.label === label)?.id
}

/** Looks up a label: the owner's label takes precedence over one that this unit has set as a consumer. */
function idOfLabel(context: HookContext, label: string): string {
  const { state, unit } = context
  const managed = managedByLabel(context, label)
  if (managed !== undefined) return managed
  const secrets = [...state.secrets.values()]
  const found =
    secrets.find((secret) => isOwned(secret, unit) && secret.label === label) ??
    secrets.find(({ consumers }) => consumers.get(unit.name)?.label === label)
  if (found === undefined) throw runError(jujuRules(state).words.unknownSecretLabel(label))
  return found.id
}

/**
 * Returns the tracked revision. The first read tracks the latest revision, as --refresh does. Owners track
 * revisions like any reader (observed on 4.0.15).
 */
function consumedRevision(
  { consumers, latest }: SecretState,
  unit: string,
  { label, mode }: SecretQuery,
): number {
  const known = consumers.get(unit)
  const consumer = known ?? { label: "", revision: latest, notified: latest }
  consumers.set(unit, consumer)
  if (mode === "refresh") consumer.revision = latest
  if (label !== "") consumer.label = label
  return mode === "peek" ? latest : consumer.revision
}

function contentOf({ id, revisions }: SecretState, revision: number): Content {
  const found = revisions.get(revision)
  if (found === undefined) throw runError(`secret revision "${id}/${revision}" not found`)
  return found.content
}

function decodeAll(content: Content): Map<string, string> {
  return new Map([...content].map(([key, value]) => [key, decode(value)]))
}

function oneValue(content: Content, key: string): string {
  const asBase64 = key.endsWith("#base64")
  const name = asBase64 ? key.slice(0, -"#base64".length) : key
  const value = content.get(name)
  if (value === undefined) throw runError(`secret key value ${JSON.stringify(name)} not found`)
  return asBase64 ? value : decode(value)
}

function decode(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8")
}
