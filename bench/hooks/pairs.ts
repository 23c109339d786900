import { inProcess } from "@charmkit/testing"
import type { InProcessCharm } from "minijuju"
import { LbConsumerCharm } from "../../examples/lb-consumer/src/charm.ts"
import { LbConsumerDeclaredCharm } from "../../examples/lb-consumer-declared/src/charm.ts"
import { charm as reactiveConsumer } from "../../examples/lb-consumer-reactive/src/charm.ts"
import { LbProviderCharm } from "../../examples/lb-provider/src/charm.ts"
import { LbProviderDeclaredCharm } from "../../examples/lb-provider-declared/src/charm.ts"
import { charm as reactiveProvider } from "../../examples/lb-provider-reactive/src/charm.ts"
import { packPythonCharm } from "../../interop/python-charms.ts"
import type { Side } from "./cases.ts"

/**
 * Charms of both sides. The consumer requests one load balancer for its units; its option `public` changes the request. The provider
 * answers with its option `address`, which no change of its leader changes.
 */
export type Pair = Readonly<Record<Side, string | InProcessCharm>>

const ROOT = new URL("../../", import.meta.url)

/** This repository's charms, in the process of the model: the number of their hooks is that of the same charms when packed. */
export const PAIRS: Readonly<Record<string, Pair>> = {
  ops: {
    provider: charm(LbProviderCharm, "examples/lb-provider/"),
    consumer: charm(LbConsumerCharm, "examples/lb-consumer/"),
  },
  reactive: {
    provider: charm(reactiveProvider.CharmClass, "examples/lb-provider-reactive/"),
    consumer: charm(reactiveConsumer.CharmClass, "examples/lb-consumer-reactive/"),
  },
  declared: {
    provider: charm(LbProviderDeclaredCharm, "examples/lb-provider-declared/"),
    consumer: charm(LbConsumerDeclaredCharm, "examples/lb-consumer-declared/"),
  },
}

/** Charms on the published Python library, packed into this folder. */
export async function pythonPair(dir: string): Promise<Pair> {
  return {
    provider: await packPythonCharm("lb-provider-py", dir),
    consumer: await packPythonCharm("lb-consumer-py", dir),
  }
}

function charm(CharmClass: Parameters<typeof inProcess>[0], project: string): InProcessCharm {
  return inProcess(CharmClass, { project: new URL(project, ROOT) })
}
