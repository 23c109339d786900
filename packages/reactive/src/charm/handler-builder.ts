import type { KnownFlag } from "../flags/known-flags.ts"
import type { Condition } from "../handlers/condition.ts"
import type { FileHash } from "../handlers/file-changes.ts"
import type { Callable } from "../handlers/handler.ts"

export interface FileOptions {
  /** The hash used to compare contents. Default sha256. */
  readonly hash?: FileHash
}

/** A chain of conditions, joined by *and*. `do` completes it: the handler runs when all of them hold. */
export interface FlagConditions<Flag extends string, Argument> {
  /** All of the flags are set. */
  when<First extends string, Others extends string = never>(
    flag: KnownFlag<First, Flag>,
    ...others: KnownFlag<Others, Flag>[]
  ): FlagConditions<Flag, Argument>
  /** At least one is set. */
  whenAny<First extends string, Others extends string = never>(
    flag: KnownFlag<First, Flag>,
    ...others: KnownFlag<Others, Flag>[]
  ): FlagConditions<Flag, Argument>
  /** None is set. */
  whenNot<First extends string, Others extends string = never>(
    flag: KnownFlag<First, Flag>,
    ...others: KnownFlag<Others, Flag>[]
  ): FlagConditions<Flag, Argument>
  /** None is set: the same as `whenNot`. */
  whenNone<First extends string, Others extends string = never>(
    flag: KnownFlag<First, Flag>,
    ...others: KnownFlag<Others, Flag>[]
  ): FlagConditions<Flag, Argument>
  /** At least one is not set. */
  whenNotAll<First extends string, Others extends string = never>(
    flag: KnownFlag<First, Flag>,
    ...others: KnownFlag<Others, Flag>[]
  ): FlagConditions<Flag, Argument>
  /** One of the files has changed since the handler last ran. */
  whenFileChanged(paths: string | readonly string[], options?: FileOptions): FlagConditions<Flag, Argument>
  do(handler: Callable<Argument>): void
}

/** Conditions of a hook's handler. It runs before those of flags, so it cannot wait for flags, only for files. */
export interface HookConditions<Argument> {
  whenFileChanged(paths: string | readonly string[], options?: FileOptions): HookConditions<Argument>
  do(handler: Callable<Argument>): void
}

export interface RestrictedConditions<Argument> {
  do(handler: Callable<Argument>): void
}

/** Receives chains of conditions, to detect those that never got a handler. */
export interface ChainRegistry<Argument> {
  begun(part: object): void
  continued(part: object): void
  finished(conditions: readonly Condition[], handler: Callable<Argument>): void
}

/** The arguments of an implementation; the compiler compares the names in the declarations. */
export type OneOrMore = readonly [string, ...string[]]

/** Each step returns a new object, so that several handlers can share the start of a chain. */
export class ConditionChain<Flag extends string, Argument>
  implements FlagConditions<Flag, Argument>, HookConditions<Argument>, RestrictedConditions<Argument>
{
  readonly #conditions: readonly Condition[]
  readonly #registry: ChainRegistry<Argument>

  constructor(conditions: readonly Condition[], registry: ChainRegistry<Argument>) {
    this.#conditions = conditions
    this.#registry = registry
    registry.begun(this)
  }

  when(...flags: OneOrMore): ConditionChain<Flag, Argument> {
    return this.#and({ kind: "when", flags })
  }

  whenAny(...flags: OneOrMore): ConditionChain<Flag, Argument> {
    return this.#and({ kind: "whenAny", flags })
  }

  whenNot(...flags: OneOrMore): ConditionChain<Flag, Argument> {
    return this.#and({ kind: "whenNot", flags })
  }

  whenNone(...flags: OneOrMore): ConditionChain<Flag, Argument> {
    return this.whenNot(...flags)
  }

  whenNotAll(...flags: OneOrMore): ConditionChain<Flag, Argument> {
    return this.#and({ kind: "whenNotAll", flags })
  }

  whenFileChanged(
    paths: string | readonly string[],
    { hash = "sha256" }: FileOptions = {},
  ): ConditionChain<Flag, Argument> {
    return this.#and({ kind: "whenFileChanged", paths: typeof paths === "string" ? [paths] : paths, hash })
  }

  do(handler: Callable<Argument>): void {
    this.#registry.continued(this)
    this.#registry.finished(this.#conditions, handler)
  }

  #and(condition: Condition): ConditionChain<Flag, Argument> {
    this.#registry.continued(this)
    return new ConditionChain([...this.#conditions, condition], this.#registry)
  }
}
