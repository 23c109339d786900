import { fileURLToPath } from "node:url"

/** The example charms, each as the folder of its project, for `opsTest.buildCharm`. */
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
 * Charms to relate a charm under test to. They come as projects, which `opsTest.buildCharm` packs with the versions of the frameworks that
 * are installed: the two in reactive style need `@charmkit/reactive`. The names are those of the fixture `lb_charms` of the Python library,
 * in camelCase.
 */
export const lbCharms: LbCharms = {
  lbProvider: pathOf("lb-provider"),
  lbConsumer: pathOf("lb-consumer"),
  lbProviderReactive: pathOf("lb-provider-reactive"),
  lbConsumerReactive: pathOf("lb-consumer-reactive"),
}

function pathOf(name: string): string {
  const folder = import.meta.url.endsWith(".ts") ? "../../../../examples" : "../../charms"
  return fileURLToPath(new URL(`${folder}/${name}`, import.meta.url))
}
