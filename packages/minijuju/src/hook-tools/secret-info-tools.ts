import { type SecretMetadata, secretMetadata } from "../context/secret-metadata.ts"
import type { ModelState } from "../state/model-state.ts"
import { relationKey } from "../state/relation.ts"
import { isUnitName } from "../state/secret.ts"
import { PlainText } from "./output.ts"
import { secretIdOrLabel } from "./secret-uri.ts"
import type { HookTool } from "./tool.ts"
import { runError, usageError } from "./tool-error.ts"

export const secretInfoGet: HookTool = {
  name: "secret-info-get",
  usage: "[options] <ID>",
  purpose: "Get a secret's metadata info.",
  format: "yaml",
  maxArgs: 1,
  flags: [{ names: ["label"], takes: "value", help: "a label used to identify the secret" }],
  run(call) {
    const { id, label } = secretIdOrLabel(call)
    if (id !== undefined && label !== "")
      throw usageError("specify either a secret URI or label but not both")
    const all = secretMetadata(call.context)
    const found = id === undefined ? [...all.values()].find((each) => each.label === label) : all.get(id)
    if (found === undefined) throw runError(`secret ${JSON.stringify(id ?? label)} not found`)
    return { value: { [found.id]: display(call.context.state, found) } }
  },
}

export const secretIds: HookTool = {
  name: "secret-ids",
  usage: "[options]",
  purpose: "Print secret IDs.",
  format: "smart",
  maxArgs: 0,
  run({ context }) {
    const ids = [...secretMetadata(context).keys()]
    return { value: ids.length === 0 ? null : ids }
  },
}

function display(state: ModelState, secret: SecretMetadata): Record<string, unknown> {
  const { revision, label, owner, description, rotate, expire, nextRotate, grants } = secret
  const access = [...grants].map(([subject, relationId]) => ({
    target: tagOf(subject),
    scope: relationTag(state, relationId),
    role: "view",
  }))
  return {
    revision,
    label,
    owner: isUnitName(owner) ? "unit" : "application",
    ...(description !== "" && { description }),
    ...(rotate !== "" && { rotation: rotate }),
    ...(expire !== undefined && { expiry: new PlainText(goTime(expire)) }),
    ...(nextRotate !== undefined && { rotates: new PlainText(goTime(nextRotate)) }),
    ...(access.length > 0 && { access }),
  }
}

/** Formats Juju's tags: `application-app`, `unit-app-0`, `relation-app.db#mysql.database`. */
function tagOf(subject: string): string {
  return isUnitName(subject) ? `unit-${subject.replace("/", "-")}` : `application-${subject}`
}

function relationTag(state: ModelState, relationId: number): string {
  const relation = state.relations.get(relationId)
  const key = relation === undefined ? "" : relationKey(relation)
  return `relation-${key.replaceAll(":", ".").replace(" ", "#")}`
}

function goTime(date: Date): string {
  return date.toISOString().replace(/\.?0*Z$/, "Z")
}
