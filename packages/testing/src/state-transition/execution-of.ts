import { type ActionRun, type Execution, type Hook, hookName } from "minijuju/state-transition"
import type { ActionJujuEvent, JujuEvent } from "./events.ts"
import { type Identity, unitName } from "./identity.ts"
import { remoteAppOf } from "./model-of.ts"
import { isOwn } from "./secrets.ts"
import { storageId } from "./storage-problems.ts"

/** Converts the event to minijuju's description of a hook or action. */
export function executionOf(identity: Identity, event: JujuEvent): Exclude<Execution, { kind: "commands" }> {
  return event.kind === "action"
    ? { kind: "action", action: actionRun(event) }
    : { kind: "hook", hook: hookOf(identity, event) }
}

function actionRun({ action, id, params }: ActionJujuEvent): ActionRun {
  return { id, name: action, params, results: new Map(), log: [], failure: undefined }
}

function hookOf(identity: Identity, event: Exclude<JujuEvent, ActionJujuEvent>): Hook {
  if (event.kind === "hook") return { kind: event.hook }
  if (event.kind === "storage")
    return { kind: `storage-${event.change}`, storageId: storageId(event.storage) }
  if (event.kind === "secret") {
    const { change, secret } = event
    const latest = Math.max(...Object.keys(secret.revisions).map(Number))
    const label = isOwn(secret) || secret.tracked !== null ? secret.label : ""
    const secretId = secret.id.replace(/^secret:/, "")
    return { kind: change, secretId, label, revision: event.revision ?? latest }
  }
  const { change, relation, unit, leaving } = event
  const remoteApp = remoteAppOf(identity.app, relation)
  const remoteUnit = unit === undefined ? "" : `${remoteApp}/${unit}`
  const departing = leaving === "this" ? unitName(identity) : remoteUnit
  return {
    kind: change,
    relationId: relation.id,
    endpoint: relation.endpoint,
    remoteApp,
    remoteUnit,
    departingUnit: change === "departed" ? departing : "",
  }
}

/** The event under Juju's name: `db-relation-changed`, `action restart`. */
export function eventName(identity: Identity, event: JujuEvent): string {
  if (event.kind === "action") return `action ${event.action}`
  return hookName(hookOf(identity, event))
}
