import type { FileHash } from "./file-changes.ts"

export type RestrictedHook = "collect-metrics" | "meter-status-changed"

/** One condition of a handler. All of a handler's conditions must hold. */
export type Condition =
  | { readonly kind: "when" | "whenAny" | "whenNot" | "whenNotAll"; readonly flags: readonly string[] }
  | { readonly kind: "hook"; readonly patterns: readonly string[] }
  | { readonly kind: "restricted"; readonly hook: RestrictedHook }
  | { readonly kind: "whenFileChanged"; readonly paths: readonly string[]; readonly hash: FileHash }

/** In which part of a dispatch a handler can run. */
export type Phase = "restricted" | "hooks" | "other"

export function phaseOf(conditions: readonly Condition[]): Phase {
  if (conditions.some(({ kind }) => kind === "restricted")) return "restricted"
  return conditions.some(({ kind }) => kind === "hook") ? "hooks" : "other"
}

/** The flags that a handler waits for; undefined if it waits for none. */
export function flagsOf(conditions: readonly Condition[]): readonly string[] | undefined {
  const lists = conditions.flatMap((condition) => ("flags" in condition ? [condition.flags] : []))
  return lists.length === 0 ? undefined : lists.flat()
}

/** As it was written: `when(a, b)`. */
export function describeCondition(condition: Condition): string {
  if (condition.kind === "restricted") return condition.hook
  const words =
    "flags" in condition ? condition.flags : "patterns" in condition ? condition.patterns : condition.paths
  return `${condition.kind}(${words.join(", ")})`
}
