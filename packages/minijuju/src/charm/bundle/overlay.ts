type Fields = Readonly<Record<string, unknown>>

/** Parts of an application that an overlay extends by keys; it replaces all others. */
const BY_KEY = ["annotations", "bindings", "exposed-endpoints", "offers", "options", "resources", "storage"]

/**
 * Applies an overlay to the contents of a bundle (Juju: `charm/overlay.go`): applications and SAAS are merged, one
 * that is null is removed together with its relations, relations are added, machines are replaced.
 */
export function withOverlay(bundle: Fields, overlay: Fields): Fields {
  const { relations, ...rest } = overlay
  const { applications, saas } = overlay
  const removed = new Set(
    [applications, saas].flatMap((part) =>
      Object.entries(mapOf(part)).flatMap(([name, spec]) => (spec === null ? [name] : [])),
    ),
  )
  const kept = listOf(bundle.relations).filter((relation) => !namesAny(relation, removed))
  return {
    ...bundle,
    ...rest,
    applications: merged(bundle.applications ?? bundle.services, applications, application),
    saas: merged(bundle.saas, saas, (before, change) => ({ ...before, ...change })),
    relations: [...kept, ...listOf(relations)],
  }
}

function merged(
  before: unknown,
  changes: unknown,
  merge: (before: Fields, change: Fields) => Fields,
): Fields {
  const result = { ...mapOf(before) }
  for (const [name, spec] of Object.entries(mapOf(changes))) {
    if (spec === null) delete result[name]
    else result[name] = merge(mapOf(result[name]), mapOf(spec))
  }
  return result
}

function application(before: Fields, change: Fields): Fields {
  const parts = BY_KEY.filter((key) => key in change).map((key) => {
    const changes = mapOf(change[key])
    // An empty map clears the one of the bundle.
    const entries = Object.entries({
      ...(Object.keys(changes).length === 0 ? {} : mapOf(before[key])),
      ...changes,
    })
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
