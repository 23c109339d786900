import type { Service } from "./desired.ts"
import { relationOf } from "./read-request.ts"

/**
 * Divides this unit's connections equally among consumers, then among each consumer's services. A busy service cannot use the share of
 * another one.
 */
export function shareConnections(services: readonly Service[], total: number): readonly Service[] {
  const counts = new Map<number, number>()
  for (const { key } of services) counts.set(relationOf(key), (counts.get(relationOf(key)) ?? 0) + 1)
  const share = Math.floor(total / Math.max(1, counts.size))
  return services.map((service) => ({
    ...service,
    maxConnections: Math.min(
      service.options?.maxConnections ?? total,
      Math.max(1, Math.floor(share / (counts.get(relationOf(service.key)) ?? 1))),
    ),
  }))
}
