type Fields = Readonly<Record<string, unknown>>

/** Parts of an application that an overlay extends by keys; it replaces all others. */
const BY_KEY = ["annotations", "bindings", "options", "resources", "storage"]

/**
 * Applies an overlay to the contents of a bundle (Juju: `charm/overlay.go`): applications and machines are merged, one
 * that is null is removed together with its relations, relations are added.
 */
export function withOverlay(bundle: Fields, overlay: Fields): Fields {
  const { applications, relations, machines, saas, ...rest } = overlay
  const changed = Object.entries(mapOf(applications))
  const removed = new Set(changed.filter(([, spec]) => spec === null).map(([name]) => name))
  const merged = { ...mapOf(bundle.applications ?? bundle.services) }
  for (const [name, spec] of changed) {
    if (spec === null) delete merged[name]
    else merged[name] = application(mapOf(merged[name]), mapOf(spec))
  }
  const kept = listOf(bundle.relations).filter((relation) => !namesAny(relation, removed))
  return {
    ...bundle,
    ...rest,
    applications: merged,
    relations: [...kept, ...listOf(relations)],
    machines: { ...mapOf(bundle.machines), ...mapOf(machines) },
    saas: { ...mapOf(bundle.saas), ...mapOf(saas) },
  }
}

function application(before: Fields, change: Fields): Fields {
  const parts = BY_KEY.filter((key) => key in change).map((key) => {
    const entries = Object.entries({ ...mapOf(before[key]), ...mapOf(change[key]) })
    return [key, Object.fromEntries(entries.filter(([, value]) => value !== null))] as const
  })
  return { ...before, ...change, ...Object.fromEntries(parts) }
}

function namesAny(relation: unknown, applications: ReadonlySet<string>): boolean {
  return listOf(relation)
    .flat()
    .some((end) => applications.has(String(end).split(":")[0] ?? ""))
}

function mapOf(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(Object.entries(value))
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
