import type { JsonObject } from "@charmkit/ops"
import type { DeferredEvent, State } from "./state.ts"

/** The key under which `@charmkit/ops` keeps deferred events in the stored state. */
const NOTICES = "#notices#"

/** The replies of state-get: stored state and deferred events in the format of `@charmkit/ops`. */
export function encodeStoredState({
  storedState,
  deferred,
}: Pick<State, "storedState" | "deferred">): Map<string, string> {
  const kept = new Map(Object.entries(storedState).map(([path, value]) => [path, JSON.stringify(value)]))
  const events: { event: string; data: JsonObject; notices: [string, string][] }[] = []
  for (const { event, data, observer, method } of deferred) {
    const last = events.at(-1)
    if (last?.event === event) last.notices.push([observer, method])
    else events.push({ event, data, notices: [[observer, method]] })
  }
  if (events.length > 0) kept.set(NOTICES, JSON.stringify(events))
  return kept
}

/** The reverse of `encodeStoredState`. Skips values that are not JSON objects, because `@charmkit/ops` does not write them. */
export function decodeStoredState(
  kept: ReadonlyMap<string, string>,
): Pick<State, "storedState" | "deferred"> {
  const storedState: Record<string, JsonObject> = {}
  for (const [path, text] of [...kept].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const value: unknown = path === NOTICES ? undefined : JSON.parse(text)
    if (isObject(value)) storedState[path] = value
  }
  return { storedState, deferred: readNotices(kept.get(NOTICES)) }
}

function readNotices(text: string | undefined): DeferredEvent[] {
  const events: unknown = text === undefined ? [] : JSON.parse(text)
  if (!Array.isArray(events)) return []
  return events.flatMap((entry: unknown) => {
    if (!isObject(entry)) return []
    const { event, data = {}, notices } = entry
    if (typeof event !== "string" || !isObject(data) || !Array.isArray(notices)) return []
    return notices.map((notice: unknown) => {
      const [observer, method]: unknown[] = Array.isArray(notice) ? notice : []
      return { event, data, observer: String(observer), method: String(method) }
    })
  })
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
