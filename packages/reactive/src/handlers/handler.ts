import { type Condition, describeCondition, flagsOf, type Phase, phaseOf } from "./condition.ts"

export type Callable<Argument> = (argument: Argument) => void | Promise<void>

/** A function of a charm or an interface, when it is to run, and what it is given. */
export class Handler {
  readonly conditions: readonly Condition[]
  readonly phase: Phase
  /** The flags it waits for; undefined if it waits for none, as one for files. */
  readonly flags: readonly string[] | undefined
  /** Empty for a function without one. */
  readonly name: string
  readonly run: () => void | Promise<void>
  // Kept as it is: its text is worked out when somebody reads it, which costs more than the rest of a hook.
  readonly #registered: Error

  constructor({ conditions, name, registered }: Registration<never>, run: () => void | Promise<void>) {
    this.conditions = conditions
    this.phase = phaseOf(conditions)
    this.flags = flagsOf(conditions)
    this.name = name
    this.run = run
    this.#registered = registered
  }

  /** `when(a).whenNot(b)` */
  get why(): string {
    return this.conditions.map(describeCondition).join(".")
  }

  /** Stays the same from hook to hook. */
  get id(): string {
    return `${this.name}:${this.why}`
  }

  /** `src/charm.ts:31`: where it was registered. Undefined if the runtime does not say. */
  get place(): string | undefined {
    return placeIn(this.#registered.stack ?? "")
  }
}

/** A handler as it was registered: the same for all hooks. */
export interface Registration<Argument> {
  readonly conditions: readonly Condition[]
  readonly name: string
  readonly handler: Callable<Argument>
  /** Made where it was registered. */
  readonly registered: Error
}

export function bind<Argument>(registration: Registration<Argument>, argument: Argument): Handler {
  const { handler } = registration
  return new Handler(registration, () => handler(argument))
}

/** The first line of a stack that is not of this package: `src/charm.ts:31`. */
export function placeIn(stack: string): string | undefined {
  for (const line of stack.split("\n").slice(1)) {
    if (/(@charmkit|packages)\/reactive\/(src|dist)\//.test(line)) continue
    const match = /\(?([^()\s]+?):(\d+):\d+\)?$/.exec(line)
    if (match?.[1] === undefined) continue
    const path = match[1].replace(/^file:\/\//, "").replace(/\?.*$/, "")
    return `${path.split("/").slice(-2).join("/")}:${match[2]}`
  }
  return undefined
}
