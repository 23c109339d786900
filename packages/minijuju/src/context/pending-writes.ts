import { PendingSecrets } from "./pending-secrets.ts"

/** The writes that Juju buffers until the hook exits with 0 (Juju: `uniter/runner/context/context.go` doFlush). */
export class PendingWrites {
  readonly unitSettings = new Map<number, Map<string, string>>()
  readonly appSettings = new Map<number, Map<string, string>>()
  /** `undefined` deletes the key. */
  readonly charmState = new Map<string, string | undefined>()
  readonly openPorts = new Set<string>()
  readonly closePorts = new Set<string>()
  readonly addStorages: { readonly name: string; readonly count: number }[] = []
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

/** Returns a databag as its own hook sees it: the stored values with the hook's own writes applied. */
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

/**
 * Returns the ports that are open if the hook succeeds: the currently open ones, minus those it closes, plus
 * those it opens.
 */
export function openPortsAfter(open: ReadonlySet<string>, writes: PendingWrites): Set<string> {
  const ports = new Set([...open, ...writes.openPorts])
  for (const port of writes.closePorts) ports.delete(port)
  return ports
}
