import { Abort } from "@charmkit/ops"
import type { Capabilities } from "../interface/capabilities.ts"
import type { Issue } from "../wire.ts"
import { errorWords } from "./format.ts"
import type { RequestDeclaration, RequestSpec } from "./request-spec.ts"

/** The result of a declaration. */
export type Evaluation =
  | { readonly kind: "wanted"; readonly spec: RequestSpec }
  | { readonly kind: "unwanted" }
  | { readonly kind: "threw"; readonly issues: readonly Issue[] }

/**
 * The declarations of a charm. Each is evaluated once until `forget`. An exception is returned as a value, because declarations are also
 * evaluated in hooks of other parts of the charm, which must not fail with them.
 */
export class Declarations {
  readonly names: readonly string[]
  readonly #declarations: ReadonlyMap<string, RequestDeclaration>
  readonly #evaluations = new Map<string, Evaluation>()

  readonly #capabilities: () => Capabilities | undefined

  /** @param capabilities returns the provider's capabilities, which each declaration gets as its argument */
  constructor(
    declarations: Readonly<Record<string, RequestDeclaration>>,
    capabilities: () => Capabilities | undefined,
  ) {
    this.#capabilities = capabilities
    this.#declarations = new Map(Object.entries(declarations))
    this.names = [...this.#declarations.keys()]
  }

  has(name: string): boolean {
    return this.#declarations.has(name)
  }

  forget(): void {
    this.#evaluations.clear()
  }

  evaluate(name: string): Evaluation {
    const known = this.#evaluations.get(name)
    if (known !== undefined) return known
    // Ends the recursion of a declaration that reads the state of its own load balancer.
    this.#evaluations.set(name, threw("The declaration depends on its own state."))
    const evaluation = this.#ask(name)
    this.#evaluations.set(name, evaluation)
    return evaluation
  }

  #ask(name: string): Evaluation {
    try {
      const spec = this.#declarations.get(name)?.(this.#capabilities())
      return spec === undefined ? { kind: "unwanted" } : { kind: "wanted", spec }
    } catch (error) {
      // The charm uses Abort to end the dispatch.
      if (error instanceof Abort) throw error
      return threw(`The declaration threw ${errorWords(error)}`)
    }
  }
}

function threw(message: string): Evaluation {
  return { kind: "threw", issues: [{ path: [], message }] }
}
