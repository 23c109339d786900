import type { FlagSet } from "../flags/flags.ts"
import type { Condition } from "./condition.ts"
import type { Handler } from "./handler.ts"

/**
 * Names the flags that made a handler run, where its conditions leave that open. Makes no call to Juju.
 * @param changed the flags that the previous round set or cleared; undefined in rounds that ignore them
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
