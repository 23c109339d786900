import type { FileHash } from "./file-changes.ts"

export type RestrictedHook = "collect-metrics" | "meter-status-changed"

/** One condition of a handler, which runs when all of its conditions hold. */
export type Condition =
  | { readonly kind: "when" | "whenAny" | "whenNot" | "whenNotAll"; readonly flags: readonly string[] }
  | { readonly kind: "hook"; readonly patterns: readonly string[] }
  | { readonly kind: "restricted"; readonly hook: RestrictedHook }
  | { readonly kind: "whenFileChanged"; readonly paths: readonly string[]; readonly hash: FileHash }

/** The part of a dispatch in which a handler can run. */
export type Phase = "restricted" | "hooks" | "other"

export function phaseOf(conditions: readonly Condition[]): Phase {
  if (conditions.some(({ kind }) => kind === "restricted")) return "restricted"
  return conditions.some(({ kind }) => kind === "hook") ? "hooks" : "other"
}

/** Returns the flags in the conditions; undefined if there are none. */
export function flagsOf(conditions: readonly Condition[]): readonly string[] | undefined {
  const lists = conditions.flatMap((condition) => ("flags" in condition ? [condition.flags] : []))
  return lists.length === 0 ? undefined : lists.flat()
}

/** Formats a condition as in the charm's code: `when(a, b)`. */
export function describeCondition(condition: Condition): string {
  if (condition.kind === "restricted") return condition.hook
  const parts =
    "flags" in condition ? condition.flags : "patterns" in condition ? condition.patterns : condition.paths
  return `${condition.kind}(${parts.join(", ")})`
}
