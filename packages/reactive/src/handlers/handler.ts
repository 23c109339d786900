import { type Condition, describeCondition, flagsOf, type Phase, phaseOf } from "./condition.ts"

export type Callable<Argument> = (argument: Argument) => void | Promise<void>

/** A function of the charm and when it is to run. */
export class Handler<Argument> {
  readonly conditions: readonly Condition[]
  readonly phase: Phase
  /** The flags it waits for; undefined if it waits for none, as one for files. */
  readonly flags: readonly string[] | undefined
  readonly run: Callable<Argument>
  // Kept as it is: its text is worked out when somebody reads it, which costs more than the rest of a hook.
  readonly #registered: Error

  constructor(conditions: readonly Condition[], run: Callable<Argument>, registered: Error) {
    this.conditions = conditions
    this.phase = phaseOf(conditions)
    this.flags = flagsOf(conditions)
    this.run = run
    this.#registered = registered
  }

  get name(): string {
    return this.run.name === "" ? "a handler without a name" : this.run.name
  }

  /** `when(a).whenNot(b)` */
  get why(): string {
    return this.conditions.map(describeCondition).join(".")
  }

  /** Stays the same from hook to hook. */
  get id(): string {
    return `${this.run.name}:${this.why}`
  }

  /** `src/charm.ts:31`: where it was registered. Undefined if the runtime does not say. */
  get place(): string | undefined {
    return placeIn(this.#registered.stack ?? "")
  }
}

/** The first line of a stack that is not of this package. */
export function placeIn(stack: string): string | undefined {
  for (const line of stack.split("\n").slice(1)) {
    if (/\breactive\/(src|dist)\//.test(line) && !/\breactive\/(src|dist)\/.*\.test\./.test(line)) continue
    const match = /\(?([^()\s]+?):(\d+):\d+\)?$/.exec(line)
    if (match?.[1] === undefined) continue
    const path = match[1].replace(/^file:\/\//, "").replace(/\?.*$/, "")
    return `${path.split("/").slice(-2).join("/")}:${match[2]}`
  }
  return undefined
}
