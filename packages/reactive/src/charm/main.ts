import { type MainOptions, main as runMain } from "@charmkit/ops"
import type { CharmDeclaration } from "./declaration.ts"
import type { ReactiveCharm } from "./define-charm.ts"

/**
 * Runs the hook that Juju started this process for, and sets the process's exit code. Call it in the last line of a charm's entry file.
 * Outside of Juju it does nothing, so that tests can import the entry file.
 */
export function main<D extends CharmDeclaration>(charm: ReactiveCharm<D>, options: MainOptions = {}): void {
  runMain(charm.CharmClass, options)
}
