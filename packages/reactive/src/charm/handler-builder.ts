import type { Condition } from "../handlers/condition.ts"
import type { FileHash } from "../handlers/file-changes.ts"
import type { Callable } from "../handlers/handler.ts"

export interface FileOptions {
  /** How contents are compared. Default sha256. */
  readonly hash?: FileHash
}

/** Conditions are joined by and. `do` ends the sentence: what it is given runs when all of them hold. */
export interface FlagConditions<Flag extends string, Argument> {
  /** All of the flags are set. */
  when(...flags: readonly [Flag, ...Flag[]]): FlagConditions<Flag, Argument>
  /** At least one is set. */
  whenAny(...flags: readonly [Flag, ...Flag[]]): FlagConditions<Flag, Argument>
  /** None is set. */
  whenNot(...flags: readonly [Flag, ...Flag[]]): FlagConditions<Flag, Argument>
  /** None is set: the same as `whenNot`. */
  whenNone(...flags: readonly [Flag, ...Flag[]]): FlagConditions<Flag, Argument>
  /** At least one is not set. */
  whenNotAll(...flags: readonly [Flag, ...Flag[]]): FlagConditions<Flag, Argument>
  /** One of the files is another than when the handler ran last. */
  whenFileChanged(paths: string | readonly string[], options?: FileOptions): FlagConditions<Flag, Argument>
  do(handler: Callable<Argument>): void
}

/** A handler of a hook runs before those of flags; so it cannot wait for flags, only for files. */
export interface HookConditions<Argument> {
  whenFileChanged(paths: string | readonly string[], options?: FileOptions): HookConditions<Argument>
  do(handler: Callable<Argument>): void
}

export interface RestrictedConditions<Argument> {
  do(handler: Callable<Argument>): void
}

/** Where sentences end up. One that was begun and has no handler is a mistake that nothing else would show. */
export interface Sentences<Argument> {
  begun(part: object): void
  continued(part: object): void
  finished(conditions: readonly Condition[], handler: Callable<Argument>): void
}

/** Each step is a new object, so a beginning can be shared by several handlers. */
export class ConditionChain<Flag extends string, Argument>
  implements FlagConditions<Flag, Argument>, HookConditions<Argument>, RestrictedConditions<Argument>
{
  readonly #conditions: readonly Condition[]
  readonly #sentences: Sentences<Argument>

  constructor(conditions: readonly Condition[], sentences: Sentences<Argument>) {
    this.#conditions = conditions
    this.#sentences = sentences
    sentences.begun(this)
  }

  when(...flags: readonly [Flag, ...Flag[]]): ConditionChain<Flag, Argument> {
    return this.#and({ kind: "when", flags })
  }

  whenAny(...flags: readonly [Flag, ...Flag[]]): ConditionChain<Flag, Argument> {
    return this.#and({ kind: "whenAny", flags })
  }

  whenNot(...flags: readonly [Flag, ...Flag[]]): ConditionChain<Flag, Argument> {
    return this.#and({ kind: "whenNot", flags })
  }

  whenNone(...flags: readonly [Flag, ...Flag[]]): ConditionChain<Flag, Argument> {
    return this.whenNot(...flags)
  }

  whenNotAll(...flags: readonly [Flag, ...Flag[]]): ConditionChain<Flag, Argument> {
    return this.#and({ kind: "whenNotAll", flags })
  }

  whenFileChanged(
    paths: string | readonly string[],
    { hash = "sha256" }: FileOptions = {},
  ): ConditionChain<Flag, Argument> {
    return this.#and({ kind: "whenFileChanged", paths: typeof paths === "string" ? [paths] : paths, hash })
  }

  do(handler: Callable<Argument>): void {
    this.#sentences.continued(this)
    this.#sentences.finished(this.#conditions, handler)
  }

  #and(condition: Condition): ConditionChain<Flag, Argument> {
    this.#sentences.continued(this)
    return new ConditionChain([...this.#conditions, condition], this.#sentences)
  }
}
