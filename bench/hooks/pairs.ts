import { inProcess } from "@charmkit/testing"
import type { InProcessCharm } from "minijuju"
import { LbConsumerCharm } from "../../examples/lb-consumer/src/charm.ts"
import { charm as reactiveConsumer } from "../../examples/lb-consumer-reactive/src/charm.ts"
import { LbProviderCharm } from "../../examples/lb-provider/src/charm.ts"
import { charm as reactiveProvider } from "../../examples/lb-provider-reactive/src/charm.ts"
import { DeclaredConsumer } from "../../interop/fixtures/declared-consumer/src/charm.ts"
import { DeclaredProvider } from "../../interop/fixtures/declared-provider/src/charm.ts"
import { packPythonCharm } from "../../interop/python-charms.ts"
import type { Side } from "./cases.ts"

/**
 * Charms of both sides. The consumer requests one load balancer for its units; its option `public` changes the request. The provider
 * answers with an address that no change of its leader changes.
 */
export interface Pair {
  readonly charms: Readonly<Record<Side, string | InProcessCharm>>
  /** Options of the provider. */
  readonly config: Readonly<Record<string, string>>
}

const ADDRESS = { address: "192.0.2.1" }
const ROOT = new URL("../../", import.meta.url)

/** This repository's charms, in the process of the model: the number of their hooks is that of the same charms when packed. */
export const PAIRS: Readonly<Record<string, Pair>> = {
  ops: {
    charms: {
      provider: charm(LbProviderCharm, "examples/lb-provider/"),
      consumer: charm(LbConsumerCharm, "examples/lb-consumer/"),
    },
    config: ADDRESS,
  },
  reactive: {
    charms: {
      provider: charm(reactiveProvider.CharmClass, "examples/lb-provider-reactive/"),
      consumer: charm(reactiveConsumer.CharmClass, "examples/lb-consumer-reactive/"),
    },
    config: ADDRESS,
  },
  declared: {
    charms: {
      provider: charm(DeclaredProvider, "interop/fixtures/declared-provider/"),
      consumer: charm(DeclaredConsumer, "interop/fixtures/declared-consumer/"),
    },
    config: {},
  },
}

/** Charms on the published Python library, packed into this folder. */
export async function pythonPair(dir: string): Promise<Pair> {
  const provider = await packPythonCharm("lb-provider-py", dir)
  const consumer = await packPythonCharm("lb-consumer-py", dir)
  return { charms: { provider, consumer }, config: ADDRESS }
}

function charm(CharmClass: Parameters<typeof inProcess>[0], project: string): InProcessCharm {
  return inProcess(CharmClass, { project: new URL(project, ROOT) })
}
