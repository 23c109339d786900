import { Abort } from "@charmkit/ops"
import type { Capabilities } from "../interface/capabilities.ts"
import type { Issue } from "../wire.ts"
import { errorWords } from "./format.ts"
import type { RequestDeclaration, RequestSpec } from "./request-spec.ts"

/** What a declaration said. */
export type Evaluation =
  | { readonly kind: "wanted"; readonly spec: RequestSpec }
  | { readonly kind: "unwanted" }
  | { readonly kind: "threw"; readonly issues: readonly Issue[] }

/**
 * The declarations of a charm, each asked once until `forget`. A declaration that throws says so as a value: it is asked in
 * hooks of other parts of the charm, which must not fail with it.
 */
export class Declarations {
  readonly names: readonly string[]
  readonly #declarations: ReadonlyMap<string, RequestDeclaration>
  readonly #evaluations = new Map<string, Evaluation>()

  readonly #capabilities: () => Capabilities | undefined

  /** @param capabilities of the provider, as the declarations are given them */
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
    // Found by a declaration that asks for the state of its own load balancer, which would never end.
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
      // The author's way to end the dispatch.
      if (error instanceof Abort) throw error
      return threw(`The declaration threw ${errorWords(error)}`)
    }
  }
}

function threw(message: string): Evaluation {
  return { kind: "threw", issues: [{ path: [], message }] }
}
