import { FlagError } from "./errors.ts"
import { checkFlag } from "./flag-name.ts"

/** The effects of setting or clearing a flag. */
export interface Trigger<Flag extends string = string> {
  /** Acts when this flag becomes set. Excludes `whenNot`. */
  readonly when?: Flag
  /** Acts when this flag becomes unset. Excludes `when`. */
  readonly whenNot?: Flag
  readonly set?: Flag
  readonly clear?: Flag
  /** Called synchronously while the flag is being set or cleared; therefore it cannot be async. */
  readonly callback?: () => void
}

interface Effects {
  readonly set: Set<string>
  readonly clear: Set<string>
  readonly callbacks: Set<() => void>
}

/** The triggers of one process. As in charms.reactive, equal triggers count once. */
export class Triggers {
  readonly #onSet = new Map<string, Effects>()
  readonly #onClear = new Map<string, Effects>()

  /** @throws FlagError unless it has exactly one of `when` and `whenNot`, and an effect */
  add({ when, whenNot, set, clear, callback }: Trigger): void {
    const flag = when ?? whenNot
    if (flag === undefined || (when !== undefined && whenNot !== undefined)) {
      throw new FlagError("a trigger has exactly one of `when` and `whenNot`")
    }
    if (set === undefined && clear === undefined && callback === undefined) {
      throw new FlagError(`the trigger on "${flag}" does nothing: give it \`set\`, \`clear\` or \`callback\``)
    }
    for (const one of [flag, set, clear]) if (one !== undefined) checkFlag(one)
    const table = when === undefined ? this.#onClear : this.#onSet
    const effects = table.get(flag) ?? { set: new Set(), clear: new Set(), callbacks: new Set() }
    table.set(flag, effects)
    if (set !== undefined) effects.set.add(set)
    if (clear !== undefined) effects.clear.add(clear)
    if (callback !== undefined) effects.callbacks.add(callback)
  }

  of(flag: string, isSet: boolean): Effects | undefined {
    return (isSet ? this.#onSet : this.#onClear).get(flag)
  }

  /** The flags that have a trigger. */
  get flags(): readonly string[] {
    return [...this.#onSet.keys(), ...this.#onClear.keys()]
  }
}
