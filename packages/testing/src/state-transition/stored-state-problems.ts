import { isDeepStrictEqual } from "node:util"
import type { Identity } from "./identity.ts"
import type { DeferredEvent, State } from "./state.ts"

/** Inconsistencies in deferred events and stored state. */
export function storedStateProblems({ charm, spec }: Identity, { deferred, storedState }: State): string[] {
  const actions = Object.keys(spec.actions).map((name) => `${name}-action`.replaceAll("-", "_"))
  const never = [
    ...["stop", "remove", "secret_rotate", "secret_expired", "collect_unit_status", "collect_app_status"],
    ...actions,
  ].map((kind) => `${charm}/on/${kind}`)
  return [
    ...deferred.flatMap((one) => oneDeferred(one, never)),
    ...twice(deferred),
    ...Object.entries(storedState).flatMap(([path, value]) => oneStored(path, value)),
  ]
}

function oneDeferred({ event }: DeferredEvent, never: readonly string[]): string[] {
  const source = /^(.+)\[\d+\]$/.exec(event)?.[1]
  if (source === undefined)
    return [`"${event}" is not a deferred event: its path ends with a number, like MyCharm/on/start[1]`]
  return never.includes(source) ? [`${source} cannot be deferred`] : []
}

function twice(deferred: readonly DeferredEvent[]): string[] {
  const differing = deferred.filter((one, index) =>
    deferred
      .slice(0, index)
      .some((other) => other.event === one.event && !isDeepStrictEqual(other.data, one.data)),
  )
  return differing.map(({ event }) => `two deferred events are ${event}: give each a number of its own`)
}

function oneStored(path: string, value: unknown): string[] {
  if (!/^[^#].*\/StoredStateData\[[^\]]+\]$/.test(path))
    return [`"${path}" is not a stored state: its path is like MyCharm/StoredStateData[_stored]`]
  return isPlain(value) ? [] : [`the stored state ${path} must be an object of plain JSON`]
}

function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false
  return isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value)
}
