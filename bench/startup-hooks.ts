import { join } from "node:path"
import { PackError, type Runtime } from "@charmkit/pack"
import { costOf } from "./hooks.ts"
import { type HeldHook, holdHook } from "./startup-held-hook.ts"
import type { Workshop } from "./workshop.ts"
import { consumerWith, providerWith, type World } from "./worlds.ts"

/** A hook without changes that can be started repeatedly. */
export interface QuietHook {
  readonly charm: string
  readonly runtime: Runtime
  readonly held: HeldHook
  /** Path of a file of the unpacked charm. */
  readonly file: (path: string) => string
  /** Number of its hook tool calls. */
  readonly calls: number
}

export const PROVIDER = "the provider"

const EXAMPLES = [
  [PROVIDER, "examples/lb-provider", providerWithOne],
  ["the provider, reactive", "examples/lb-provider-reactive", providerWithOne],
  ["the consumer", "examples/lb-consumer", consumerWithOne],
  ["the consumer, reactive", "examples/lb-consumer-reactive", consumerWithOne],
] as const

/** update-status of both sides in both styles, each with one answered request. */
export async function quietHooks(workshop: Workshop, runtime: Runtime): Promise<QuietHook[]> {
  const hooks: QuietHook[] = []
  // Each charm for Bun is a program of 110 MB; one is enough to show that the benchmark works.
  const examples = workshop.quick && runtime === "bun" ? EXAMPLES.slice(0, 1) : EXAMPLES
  for (const [name, project, world] of examples) {
    const charm = runtime === "node" ? name : `${name}, on Bun`
    hooks.push(
      await hold(workshop, { charm, runtime }, await world(workshop, await workshop.pack(project, runtime))),
    )
  }
  return hooks
}

/** The same for Bun, or the reason why Bun cannot be used. */
export async function quietHooksOnBun(workshop: Workshop): Promise<QuietHook[] | PackError> {
  try {
    return await quietHooks(workshop, "bun")
  } catch (error) {
    if (error instanceof PackError && error.code === "runtime") return error
    throw error
  }
}

function providerWithOne(workshop: Workshop, charm: string): Promise<World> {
  return providerWith(workshop, charm, 1, 1)
}

function consumerWithOne(workshop: Workshop, charm: string): Promise<World> {
  return consumerWith(workshop, charm, 1)
}

async function hold(
  workshop: Workshop,
  names: Pick<QuietHook, "charm" | "runtime">,
  { model, unit, quiet }: World,
): Promise<QuietHook> {
  const { calls } = await costOf(model, unit, quiet)
  const charmDir = await workshop.charmDir(model, unit)
  const held = await holdHook(model, charmDir, quiet)
  return { ...names, held, calls, file: (path) => join(charmDir, path) }
}
