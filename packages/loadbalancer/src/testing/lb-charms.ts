import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** The example charms, each as a path for `opsTest.buildCharm`. */
export interface LbCharms {
  /** Provides load balancers: answers every request, balances nothing. Its endpoint is `lb-consumers`. */
  readonly lbProvider: string
  /** Asks for one. Its endpoint is `lb-provider`. */
  readonly lbConsumer: string
  /** `lbProvider` in the reactive style. */
  readonly lbProviderReactive: string
  /** `lbConsumer` in the reactive style. */
  readonly lbConsumerReactive: string
}

/**
 * Charms to relate a charm under test to: they come packed with this package. The names are those of the fixture `lb_charms` of the Python
 * library, in camelCase.
 */
export const lbCharms: LbCharms = {
  lbProvider: pathOf("lb-provider"),
  lbConsumer: pathOf("lb-consumer"),
  lbProviderReactive: pathOf("lb-provider-reactive"),
  lbConsumerReactive: pathOf("lb-consumer-reactive"),
}

function pathOf(name: string): string {
  // In the repository they are projects of their own, and packed when they are built.
  const project = fileURLToPath(new URL(`../../../../examples/${name}`, import.meta.url))
  if (import.meta.url.endsWith(".ts") && existsSync(project)) return project
  return fileURLToPath(new URL(`../../charms/${name}.charm`, import.meta.url))
}
