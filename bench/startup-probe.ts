import { fileURLToPath } from "node:url"
import { startAndWait } from "./starter.ts"

/** Where one run's time went, in milliseconds, and its other costs. */
export interface Probe {
  readonly phases: Readonly<Record<Phase, number>>
  /** CPU time, user and system together, in milliseconds. */
  readonly cpu: number
  /** Peak memory in bytes. */
  readonly rss: number
}

export const PHASES = [
  "the process starts",
  "Node starts",
  "the charm is loaded, to its first call",
  "waiting for hook tools",
  "the charm's code from then on",
  "the process ends",
] as const
export type Phase = (typeof PHASES)[number]

const PRELOAD = fileURLToPath(new URL("./startup-probe.cjs", import.meta.url))

/** Runs Node.js with these arguments and the probe. @throws Error if it does not exit with 0 */
export function probe(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Probe> {
  return run(process.execPath, ["--require", PRELOAD, ...args], env)
}

/** Runs a charm for Bun with the probe. Bun's clock starts with each process, so the times before and after the program are unknown. */
export function probeOnBun(program: string, env: Readonly<Record<string, string>>): Promise<Probe> {
  return run(program, [], { ...env, BUN_OPTIONS: `--preload=${PRELOAD}` })
}

async function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Probe> {
  const { started, ended: exited, text } = await startAndWait(program, args, env)
  const report: unknown = JSON.parse(text)
  const at = (name: string): number => {
    const value: unknown =
      typeof report === "object" && report !== null ? Reflect.get(report, name) : undefined
    if (typeof value !== "number") throw new Error(`the probe says nothing of ${name}: ${text}`)
    return value
  }
  return {
    phases: {
      "the process starts": at("origin") - started,
      "Node starts": at("begun") - at("origin"),
      "the charm is loaded, to its first call": at("firstCall") - at("begun"),
      "waiting for hook tools": at("waiting"),
      "the charm's code from then on": at("ended") - at("firstCall") - at("waiting"),
      "the process ends": exited - at("ended"),
    },
    cpu: at("cpu"),
    rss: at("rss"),
  }
}
