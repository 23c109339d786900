import { join } from "node:path"
import { costOf } from "./hooks.ts"
import { type HeldHook, holdHook } from "./startup-held-hook.ts"
import type { Workshop } from "./workshop.ts"
import { consumerWith, providerWith, type World } from "./worlds.ts"

/** A quiet hook that can be started again and again. */
export interface QuietHook {
  readonly charm: string
  readonly held: HeldHook
  /** A file of the unpacked charm's `src/`. */
  readonly src: (name: string) => string
  /** Hook-tool calls that it makes. */
  readonly calls: number
}

export const PROVIDER = "the provider"

/** update-status of both sides in both styles, each with one answered request. */
export async function quietHooks(workshop: Workshop): Promise<QuietHook[]> {
  const provider = async (project: string) => providerWith(workshop, await workshop.pack(project), 1, 1)
  const consumer = async (project: string) => consumerWith(workshop, await workshop.pack(project), 1)
  return [
    await hold(workshop, PROVIDER, await provider("examples/lb-provider")),
    await hold(workshop, "the provider, reactive", await provider("examples/lb-provider-reactive")),
    await hold(workshop, "the consumer", await consumer("examples/lb-consumer")),
    await hold(workshop, "the consumer, reactive", await consumer("examples/lb-consumer-reactive")),
  ]
}

async function hold(workshop: Workshop, charm: string, { model, unit, quiet }: World): Promise<QuietHook> {
  const { calls } = await costOf(model, unit, quiet)
  const charmDir = await workshop.charmDir(model, unit)
  const held = await holdHook(model, charmDir, quiet)
  return { charm, held, calls, src: (name) => join(charmDir, "src", name) }
}
