import type { CharmMetadata } from "@charmkit/ops/metadata"

/**
 * Returns the hooks that match a pattern: `{provides:http}-relation-{joined,changed}` matches both hooks of every endpoint of the charm
 * with that role and interface. Both forms come from charmhelpers.
 */
export function expandHookPattern(
  pattern: string,
  { endpoints }: Pick<CharmMetadata, "endpoints">,
): readonly string[] {
  const match = /\{([^{}]*)\}/.exec(pattern)
  if (match === null) return [pattern]
  const [whole, inner = ""] = match
  const [role, interfaceName] = inner.split(":")
  const alternatives =
    interfaceName === undefined
      ? inner.split(",")
      : Object.values(endpoints)
          .filter((endpoint) => endpoint.role === role && endpoint.interfaceName === interfaceName)
          .map(({ name }) => name)
  const before = pattern.slice(0, match.index)
  const after = pattern.slice(match.index + whole.length)
  return alternatives.flatMap((one) => expandHookPattern(before + one.trim() + after, { endpoints }))
}
