import type { FlagSet } from "../flags/flags.ts"
import type { Condition } from "./condition.ts"
import type { Handler } from "./handler.ts"

/**
 * What a handler's conditions do not say themselves: which of several flags it was. Nothing is asked of Juju for it.
 * @param changed what the round before has set and cleared; undefined in rounds that do not go by it
 */
export function whichFlags(
  handler: Handler,
  flags: FlagSet,
  changed: ReadonlySet<string> | undefined,
): readonly string[] {
  const facts = handler.conditions.flatMap((condition) => ofCondition(condition, flags))
  const news = (handler.flags ?? []).filter((flag) => changed?.has(flag))
  return news.length > 0 && new Set(handler.flags).size > 1
    ? [...facts, `${[...new Set(news)].join(", ")} changed`]
    : facts
}

function ofCondition(condition: Condition, flags: FlagSet): string[] {
  if (condition.kind !== "whenAny" && condition.kind !== "whenNotAll") return []
  if (condition.flags.length < 2) return []
  const isSet = condition.kind === "whenAny"
  const { known } = flags
  const found = condition.flags.filter((flag) => known.includes(flag) === isSet)
  return found.length === 0 ? [] : [`${found.join(", ")} ${isSet ? "set" : "not set"}`]
}
