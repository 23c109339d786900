import { fileURLToPath } from "node:url"

/** Project folders of the example charms, for `opsTest.buildCharm`. */
export interface LbCharms {
  /** A provider that answers every request without balancing traffic. Its endpoint is `lb-consumers`. */
  readonly lbProvider: string
  /** A requirer. Its endpoint is `lb-provider`. */
  readonly lbConsumer: string
  /** `lbProvider` in the reactive style. */
  readonly lbProviderReactive: string
  /** `lbConsumer` in the reactive style. */
  readonly lbConsumerReactive: string
}

/**
 * Example charms to relate a charm under test to. They are projects: `opsTest.buildCharm` packs them with the installed versions of the
 * frameworks, so the two in reactive style need `@charmkit/reactive`. The names are those of the Python library's fixture `lb_charms`, in
 * camelCase.
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
