import type { CallTarget } from "@charmkit/ops"
import { type Condition, describeCondition, flagsOf, type Phase, phaseOf } from "./condition.ts"

export type Callable<Argument> = (argument: Argument) => void | Promise<void>

/** A function of a charm or an interface with its conditions and its argument. */
export class Handler implements CallTarget {
  readonly conditions: readonly Condition[]
  readonly phase: Phase
  /** The flags in its conditions; undefined if there are none, as for a handler of files. */
  readonly flags: readonly string[] | undefined
  /** Empty for a function without one. */
  readonly name: string
  readonly run: () => void | Promise<void>
  // Kept as an Error: formatting its stack takes longer than the rest of a hook, and is only needed when somebody reads the trace.
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
  get because(): string {
    return this.conditions.map(describeCondition).join(".")
  }

  /** Identifies the handler across hooks. */
  get id(): string {
    return `${this.name}:${this.because}`
  }

  /** The function's name, for people. */
  get method(): string {
    return this.name || "a handler without a name"
  }

  /** Where it was registered, `src/charm.ts:31`. Empty if the runtime does not provide it. */
  get observer(): string {
    return placeIn(this.#registered.stack ?? "") ?? ""
  }
}

/** A registered handler, independent of a hook. */
export interface Registration<Argument> {
  readonly conditions: readonly Condition[]
  readonly name: string
  readonly handler: Callable<Argument>
  /** Created at the registration, for its stack. */
  readonly registered: Error
}

export function bind<Argument>(registration: Registration<Argument>, argument: Argument): Handler {
  const { handler } = registration
  return new Handler(registration, () => handler(argument))
}

/** Returns the first position in a stack outside of this package: `src/charm.ts:31`. */
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
