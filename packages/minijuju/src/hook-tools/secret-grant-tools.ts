import { secretMetadata } from "../context/secret-metadata.ts"
import { remoteEndpoint } from "../state/relation.ts"
import { isUnitName } from "../state/secret.ts"
import { chosenRelation, optionalRelation, RELATION_FLAG } from "./relation-flag.ts"
import { requiredSecretId } from "./secret-uri.ts"
import { checkStillLeader } from "./secret-write-tools.ts"
import type { HookTool, ToolCall } from "./tool.ts"
import { runError, usageError } from "./tool-error.ts"

export const secretGrant: HookTool = {
  name: "secret-grant",
  usage: "[options] <ID>",
  purpose: "Grant access to a secret.",
  maxArgs: 1,
  flags: [RELATION_FLAG, { names: ["unit"], takes: "value", help: "the unit to grant access" }],
  run(call) {
    const { context } = call
    const id = requiredSecretId(call)
    const relation = chosenRelation(call)
    const relationId = relation.id
    const app = remoteEndpoint(relation, context.unit.application)?.application ?? ""
    const unit = unitFlag(call)
    if (unit !== undefined && unit.split("/")[0] !== app)
      throw usageError(
        `cannot specify unit ${JSON.stringify(unit)} in relation to application ${JSON.stringify(app)}`,
      )
    const secret = secretMetadata(context).get(id)
    if (secret === undefined) throw runError(`secret ${JSON.stringify(id)} not found`)
    checkStillLeader(call, id)
    const subject = unit ?? app
    const granted = [...secret.grants].filter(([, scope]) => scope === relationId).map(([name]) => name)
    // A grant to the application already covers its units. The other order is refused: a later revoke of the
    // application's grant would leave the grants of its units.
    if (granted.includes(subject) || (unit !== undefined && granted.includes(app))) return undefined
    if (unit === undefined && granted.some((name) => isUnitName(name) && name.split("/")[0] === app))
      throw runError(
        "any unit level grants need to be revoked before granting access to the corresponding application",
      )
    context.writes.secrets.grant(id, { subject, relationId })
    return undefined
  },
}

export const secretRevoke: HookTool = {
  name: "secret-revoke",
  usage: "[options] <ID>",
  purpose: "Revoke access to a secret.",
  maxArgs: 1,
  flags: [
    { names: ["app", "application"], takes: "value", help: "the application to revoke access" },
    { names: ["unit"], takes: "value", help: "the unit to revoke access" },
    RELATION_FLAG,
  ],
  run(call) {
    const { context, flags } = call
    const id = requiredSecretId(call)
    const app = flags.text("app") || undefined
    const unit = unitFlag(call)
    if (app !== undefined && !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(app))
      throw usageError(`application ${JSON.stringify(app)} not valid`)
    if (app !== undefined && unit !== undefined) throw usageError("specify only one of application or unit")
    const relation = optionalRelation(call)
    if (relation !== undefined && app !== undefined) throw usageError("do not specify both relation and app")
    const related =
      relation === undefined ? undefined : remoteEndpoint(relation, context.unit.application)?.application
    const subject = unit ?? app ?? related
    if (subject === undefined) throw usageError("missing relation or application or unit")
    checkStillLeader(call, id)
    context.writes.secrets.revoke(id, subject)
    return undefined
  },
}

function unitFlag({ flags }: ToolCall): string | undefined {
  const unit = flags.text("unit") || undefined
  if (unit !== undefined && !/^[a-z][a-z0-9-]*\/\d+$/.test(unit))
    throw usageError(`unit ${JSON.stringify(unit)} not valid`)
  return unit
}
