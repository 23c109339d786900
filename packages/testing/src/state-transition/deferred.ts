import type { JsonObject } from "@charmkit/ops"
import type { JujuEvent } from "./events.ts"
import { eventName, executionOf } from "./execution-of.ts"
import { deepFreeze } from "./freeze.ts"
import type { Identity } from "./identity.ts"
import type { DeferredEvent } from "./state.ts"

/** The event in the form in which `@charmkit/ops` stores it for the handler. */
export function deferredEvent(
  identity: Identity,
  event: JujuEvent,
  handler: { readonly observer: string; readonly method: string; readonly number: number },
): DeferredEvent {
  const suffix = event.kind === "action" ? `${event.action}-action` : eventName(identity, event)
  const kind = suffix.replaceAll("-", "_")
  return deepFreeze({
    event: `${identity.charm}/on/${kind}[${handler.number}]`,
    data: dataOf(identity, event),
    observer: handler.observer,
    method: handler.method,
  })
}

function dataOf(identity: Identity, event: JujuEvent): JsonObject {
  if (event.kind === "storage") {
    const { name, index, location } = event.storage
    return { id: `${name}/${index}`, location }
  }
  const execution = executionOf(identity, event)
  if (execution.kind === "action") return { id: execution.action.id }
  const { hook } = execution
  if ("relationId" in hook) {
    const { endpoint, relationId, remoteApp, remoteUnit, departingUnit } = hook
    return {
      relationName: endpoint,
      relationId,
      appName: remoteApp,
      ...(remoteUnit === "" ? {} : { unitName: remoteUnit }),
      ...(departingUnit === "" ? {} : { departingUnit }),
    }
  }
  if (!("secretId" in hook)) return {}
  const { secretId, label, revision, kind } = hook
  return { id: `secret:${secretId}`, label, ...(kind === "secret-remove" ? { revision } : {}) }
}
