import type { KnownName } from "@charmkit/ops"
import type { KnownFlag } from "../flags/known-flags.ts"
import type { Condition, RestrictedHook } from "../handlers/condition.ts"
import { type Callable, placeIn, type Registration } from "../handlers/handler.ts"
import { DeclarationError } from "./errors.ts"
import {
  ConditionChain,
  type FileOptions,
  type FlagConditions,
  type HookConditions,
  type OneOrMore,
  type RestrictedConditions,
} from "./handler-builder.ts"

/** Registers handlers; they run in the order in which they are registered. */
export class Handlers<
  Flag extends string,
  Hook extends string,
  Argument,
  /** The argument of each action's handlers. */
  Actions extends Readonly<Record<string, Argument>> = Readonly<Record<string, Argument>>,
> {
  readonly #handlers: Registration<Argument>[] = []
  readonly #open = new Map<object, Error>()

  /** All of the flags are set. */
  when<First extends string, Others extends string = never>(
    flag: KnownFlag<First, Flag>,
    ...others: KnownFlag<Others, Flag>[]
  ): FlagConditions<Flag, Argument>
  when(...flags: OneOrMore): FlagConditions<Flag, Argument> {
    return this.#chain({ kind: "when", flags })
  }

  /** At least one is set. */
  whenAny<First extends string, Others extends string = never>(
    flag: KnownFlag<First, Flag>,
    ...others: KnownFlag<Others, Flag>[]
  ): FlagConditions<Flag, Argument>
  whenAny(...flags: OneOrMore): FlagConditions<Flag, Argument> {
    return this.#chain({ kind: "whenAny", flags })
  }

  /** None is set. */
  whenNot<First extends string, Others extends string = never>(
    flag: KnownFlag<First, Flag>,
    ...others: KnownFlag<Others, Flag>[]
  ): FlagConditions<Flag, Argument>
  whenNot(...flags: OneOrMore): FlagConditions<Flag, Argument> {
    return this.#chain({ kind: "whenNot", flags })
  }

  /** None is set: the same as `whenNot`. */
  whenNone<First extends string, Others extends string = never>(
    flag: KnownFlag<First, Flag>,
    ...others: KnownFlag<Others, Flag>[]
  ): FlagConditions<Flag, Argument>
  whenNone(...flags: OneOrMore): FlagConditions<Flag, Argument> {
    return this.#chain({ kind: "whenNot", flags })
  }

  /** At least one is not set. */
  whenNotAll<First extends string, Others extends string = never>(
    flag: KnownFlag<First, Flag>,
    ...others: KnownFlag<Others, Flag>[]
  ): FlagConditions<Flag, Argument>
  whenNotAll(...flags: OneOrMore): FlagConditions<Flag, Argument> {
    return this.#chain({ kind: "whenNotAll", flags })
  }

  /** One of the files has changed since the handler last ran. */
  whenFileChanged(
    paths: string | readonly string[],
    { hash = "sha256" }: FileOptions = {},
  ): FlagConditions<Flag, Argument> {
    return this.#chain({ kind: "whenFileChanged", paths: typeof paths === "string" ? [paths] : paths, hash })
  }

  /**
   * The running hook matches one of the patterns. `{requires:mysql}-relation-{joined,changed}` matches both hooks of every endpoint with
   * that role and interface. These handlers run before those of flags.
   */
  hook<First extends string, Others extends string = never>(
    pattern: KnownName<First, Hook>,
    ...others: KnownName<Others, Hook>[]
  ): HookConditions<Argument>
  hook(...patterns: OneOrMore): HookConditions<Argument> {
    return this.#chain({ kind: "hook", patterns })
  }

  /** An operator runs this action. `hook.model.action` has its parameters and takes its results. Otherwise it behaves like a hook. */
  action<Name extends string>(
    name: KnownName<Name, keyof Actions & string>,
  ): HookConditions<Actions[Name & keyof Actions]> {
    return this.#chain({ kind: "hook", patterns: [`actions/${name}`] })
  }

  /** The hook `collect-metrics`, in which Juju refuses most commands: no flags, no relations. */
  collectMetrics(): RestrictedConditions<Argument> {
    return this.#restricted("collect-metrics")
  }

  /** The hook `meter-status-changed`, in which Juju refuses most commands: no flags, no relations. */
  meterStatusChanged(): RestrictedConditions<Argument> {
    return this.#restricted("meter-status-changed")
  }

  /**
   * Returns all registrations in their order.
   * @throws DeclarationError if a chain of conditions does not end with `do`
   * @internal The dispatch calls it.
   */
  registered(): readonly Registration<Argument>[] {
    for (const registered of this.#open.values()) {
      throw new DeclarationError(
        `the conditions at ${placeIn(registered.stack ?? "") ?? "an unknown place"} have no handler: end them with .do(handler)`,
      )
    }
    return this.#handlers
  }

  #restricted(hook: RestrictedHook): RestrictedConditions<Argument> {
    return this.#chain({ kind: "restricted", hook })
  }

  #chain<Running extends Argument = Argument>(condition: Condition): ConditionChain<Flag, Running> {
    return new ConditionChain<Flag, Running>([condition], {
      begun: (part) => this.#open.set(part, new Error("begun")),
      continued: (part) => this.#open.delete(part),
      finished: (conditions, handler) => {
        this.#handlers.push({
          conditions,
          name: handler.name,
          // Safe: the handler of an action runs only in that action, where the argument has its parameters.
          handler: handler as Callable<Argument>,
          registered: new Error("registered"),
        })
      },
    })
  }
}
