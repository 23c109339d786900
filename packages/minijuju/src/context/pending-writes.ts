import { PendingSecrets } from "./pending-secrets.ts"

/** The writes that Juju holds back until the hook exits with 0 (juju `CTX/context.go` doFlush). */
export class PendingWrites {
  readonly unitSettings = new Map<number, Map<string, string>>()
  readonly appSettings = new Map<number, Map<string, string>>()
  /** `undefined` deletes the key. */
  readonly charmState = new Map<string, string | undefined>()
  readonly openPorts = new Set<string>()
  readonly closePorts = new Set<string>()
  readonly secrets = new PendingSecrets()

  settings(relationId: number, owner: "unit" | "application"): Map<string, string> {
    const bags = owner === "unit" ? this.unitSettings : this.appSettings
    const known = bags.get(relationId)
    if (known !== undefined) return known
    const fresh = new Map<string, string>()
    bags.set(relationId, fresh)
    return fresh
  }
}

/** A databag as its own hook sees it: what is there, with the hook's own writes on top. */
export function withPending(
  settings: ReadonlyMap<string, string>,
  pending: ReadonlyMap<string, string> | undefined,
): Map<string, string> {
  const merged = new Map(settings)
  for (const [key, value] of pending ?? []) {
    if (value === "") merged.delete(key)
    else merged.set(key, value)
  }
  return merged
}

/** The ports that are open if the hook succeeds: what is open, without what it closes, with what it opens. */
export function openPortsAfter(open: ReadonlySet<string>, writes: PendingWrites): Set<string> {
  const ports = new Set([...open, ...writes.openPorts])
  for (const port of writes.closePorts) ports.delete(port)
  return ports
}
