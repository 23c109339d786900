/**
 * A databag and its version, as in Juju 3.6: each transaction that changes the databag increases the version,
 * and a changed hook runs for each unit that has not seen the newest version.
 */
export interface Settings {
  version: number
  readonly values: Map<string, string>
}

/** A key of a databag that a committed hook changed; `undefined` means absent. */
export interface SettingChange {
  readonly key: string
  readonly before: string | undefined
  readonly after: string | undefined
}

export function emptySettings(): Settings {
  return { version: 0, values: new Map() }
}

/** Applies writes ("" deletes a key). Unchanged values do not increase the version, as in Juju 3.6. */
export function applySettings(settings: Settings, writes: ReadonlyMap<string, string>): SettingChange[] {
  const changes: SettingChange[] = []
  for (const [key, value] of writes) {
    const before = settings.values.get(key)
    const after = value === "" ? undefined : value
    if (before === after) continue
    if (after === undefined) settings.values.delete(key)
    else settings.values.set(key, after)
    changes.push({ key, before, after })
  }
  if (changes.length > 0) settings.version += 1
  return changes
}
