import { FlagError } from "./errors.ts"
import { checkFlag } from "./flag-name.ts"
import { FlagWatch } from "./flag-watch.ts"
import type { KnownFlag } from "./known-flags.ts"
import { type Trigger, Triggers } from "./triggers.ts"

/** The flags of one hook, for the charm's code. `Flag`: the names that the charm declares. */
export interface Flags<Flag extends string = string> {
  set<Name extends string>(flag: KnownFlag<Name, Flag>): void
  /** Clears a flag. Afterwards all waiting handlers of the batch are tested again, even if the flag was not set. */
  clear<Name extends string>(flag: KnownFlag<Name, Flag>): void
  toggle<Name extends string>(flag: KnownFlag<Name, Flag>, on: boolean): void
  isSet<Name extends string>(flag: KnownFlag<Name, Flag>): boolean
  /** True without arguments. */
  allSet<Name extends string>(...flags: readonly KnownFlag<Name, Flag>[]): boolean
  /** False without arguments. */
  anySet<Name extends string>(...flags: readonly KnownFlag<Name, Flag>[]): boolean
  /** All flags that are set, sorted. */
  getFlags(): readonly string[]
  /** The given flags that are not set. */
  getUnsetFlags<Name extends string>(...flags: readonly KnownFlag<Name, Flag>[]): readonly Name[]
}

/** Flags that are computed on first use, because computing them costs a call. */
export interface LazyFlags {
  covers(flag: string): boolean
  load(): readonly string[]
  /** Whether `getFlags` leaves them out unless one of them was used before: some versions of Juju do not have them. */
  readonly onlyIfNamed?: boolean
  /** For a flag that Python stores between hooks: `changedTo` stores the new value and returns whether it differs from the old one. */
  readonly kept?: { readonly flag: string; changedTo(isSet: boolean): boolean }
}

/** @param cause the flag whose trigger made the change, if any */
export type OnFlagChange = (flag: string, isSet: boolean, cause: string | undefined) => void

const MAX_TRIGGER_DEPTH = 100

export class FlagSet implements Flags {
  readonly watch = new FlagWatch()
  readonly #flags: Set<string>
  readonly #triggers = new Triggers()
  readonly #lazy = new Set<LazyFlags>()
  readonly #onChange: OnFlagChange
  #depth = 0
  #cause: string | undefined

  constructor(flags: Iterable<string>, onChange: OnFlagChange = () => undefined) {
    this.#flags = new Set(flags)
    this.#onChange = onChange
  }

  set(flag: string): void {
    checkFlag(flag)
    this.#load(flag)
    if (this.#flags.has(flag)) return
    this.#flags.add(flag)
    this.watch.note(flag)
    this.#onChange(flag, true, this.#cause)
    this.#trigger(flag, true)
  }

  clear(flag: string): void {
    checkFlag(flag)
    this.#load(flag)
    this.watch.noteRemoval()
    if (!this.#flags.delete(flag)) return
    this.watch.note(flag)
    this.#onChange(flag, false, this.#cause)
    this.#trigger(flag, false)
  }

  toggle(flag: string, on: boolean): void {
    if (on) this.set(flag)
    else this.clear(flag)
  }

  isSet(flag: string): boolean {
    this.#load(flag)
    return this.#flags.has(flag)
  }

  allSet(...flags: readonly string[]): boolean {
    return flags.every((flag) => this.isSet(flag))
  }

  anySet(...flags: readonly string[]): boolean {
    return flags.some((flag) => this.isSet(flag))
  }

  getFlags(): readonly string[] {
    for (const lazy of [...this.#lazy]) if (lazy.onlyIfNamed !== true) this.#loadFrom(lazy)
    return [...this.#flags].sort()
  }

  getUnsetFlags<F extends string>(...flags: readonly F[]): readonly F[] {
    return flags.filter((flag) => !this.isSet(flag))
  }

  /** The flags that are set, without computing lazy ones. */
  get known(): readonly string[] {
    return [...this.#flags].sort()
  }

  addTrigger(trigger: Trigger): void {
    this.#triggers.add(trigger)
    for (const lazy of [...this.#lazy]) this.#loadIfAwaited(lazy)
  }

  /** Adds lazy flags. They are computed at once if one has a trigger, because nothing would read it later. */
  addLazy(lazy: LazyFlags): void {
    this.#lazy.add(lazy)
    this.#loadIfAwaited(lazy)
  }

  #loadIfAwaited(lazy: LazyFlags): void {
    if (this.#triggers.flags.some((flag) => lazy.covers(flag))) this.#loadFrom(lazy)
  }

  #load(flag: string): void {
    for (const lazy of [...this.#lazy]) if (lazy.covers(flag)) this.#loadFrom(lazy)
  }

  /**
   * Computes lazy flags. Finding a flag set is not a change, but runs its triggers, as at the start of Python's dispatch. The triggers of a
   * flag that Python stores run only if its value differs from the stored one.
   */
  #loadFrom(lazy: LazyFlags): void {
    if (!this.#lazy.delete(lazy)) return
    const found = lazy.load().filter((flag) => !this.#flags.has(flag))
    for (const flag of found) this.#flags.add(flag)
    const { kept } = lazy
    if (kept === undefined) for (const flag of found) this.#trigger(flag, true)
    else if (kept.changedTo(found.length > 0)) this.#trigger(kept.flag, found.length > 0)
  }

  #trigger(flag: string, isSet: boolean): void {
    const effects = this.#triggers.of(flag, isSet)
    if (effects === undefined) return
    if (this.#depth === MAX_TRIGGER_DEPTH) {
      throw new FlagError(`triggers set and clear each other endlessly; the last one was on "${flag}"`)
    }
    const outer = this.#cause
    this.#depth += 1
    this.#cause = flag
    try {
      for (const one of effects.set) this.set(one)
      for (const one of effects.clear) this.clear(one)
      for (const callback of effects.callbacks) {
        const result: unknown = callback()
        if (result instanceof Promise)
          throw new FlagError(
            `the callback of the trigger on "${flag}" is async: it has to be done when it returns`,
          )
      }
    } finally {
      this.#depth -= 1
      this.#cause = outer
    }
  }
}
