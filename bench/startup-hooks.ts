import { join } from "node:path"
import { PackError, type Runtime } from "@charmkit/pack"
import type { Fixtures } from "./fixtures.ts"
import { costOf } from "./hook-cost.ts"
import { consumerWith, providerWith, type Scenario } from "./scenarios.ts"
import { type HeldHook, holdHook } from "./startup-held-hook.ts"

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
export async function quietHooks(fixtures: Fixtures, runtime: Runtime): Promise<QuietHook[]> {
  const hooks: QuietHook[] = []
  // Each charm for Bun is a program of 110 MB; one is enough to show that the benchmark works.
  const examples = fixtures.quick && runtime === "bun" ? EXAMPLES.slice(0, 1) : EXAMPLES
  for (const [name, project, scenario] of examples) {
    const charm = runtime === "node" ? name : `${name}, on Bun`
    hooks.push(
      await hold(
        fixtures,
        { charm, runtime },
        await scenario(fixtures, await fixtures.pack(project, runtime)),
      ),
    )
  }
  return hooks
}

/** The same for Bun, or the reason why Bun cannot be used. */
export async function quietHooksOnBun(fixtures: Fixtures): Promise<QuietHook[] | PackError> {
  try {
    return await quietHooks(fixtures, "bun")
  } catch (error) {
    if (error instanceof PackError && error.code === "runtime") return error
    throw error
  }
}

function providerWithOne(fixtures: Fixtures, charm: string): Promise<Scenario> {
  return providerWith(fixtures, charm, 1, 1)
}

function consumerWithOne(fixtures: Fixtures, charm: string): Promise<Scenario> {
  return consumerWith(fixtures, charm, 1)
}

async function hold(
  fixtures: Fixtures,
  names: Pick<QuietHook, "charm" | "runtime">,
  { model, unit, quiet }: Scenario,
): Promise<QuietHook> {
  const { calls } = await costOf(model, unit, quiet)
  const charmDir = await fixtures.charmDir(model, unit)
  const held = await holdHook(model, charmDir, quiet)
  return { ...names, held, calls, file: (path) => join(charmDir, path) }
}
