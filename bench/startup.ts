import { spawnSync } from "node:child_process"
import { join } from "node:path"
import type { Benchmark, Row } from "./benchmark.ts"
import { bareNode, processTime } from "./floor.ts"
import { holdHook } from "./startup-held-hook.ts"
import { PHASES, type Probe, probe } from "./startup-probe.ts"
import { providerWith } from "./worlds.ts"

/** One quiet hook of the packed provider, taken apart: its links, with and without the code cache, memory, and its phases. */
export const startup: Benchmark = {
  name: "startup",
  about: "the start of a packed charm against an empty Node program, with what is left and where it goes",
  async run(workshop) {
    const world = await providerWith(workshop, await workshop.pack("examples/lb-provider"), 1, 1)
    const charmDir = await workshop.charmDir(world.model, world.unit)
    await using held = await holdHook(world.model, charmDir, world.quiet)
    const { env, dispatch } = held
    const src = (name: string) => join(charmDir, "src", name)
    const unloaded = { ...env, JUJU_UNIT_NAME: "" }
    const bun = findBun()
    const times = await workshop.inTurns(workshop.quick ? 2 : 25, {
      "node -e 0": bareNode,
      "the charm loaded, no hook run": () => processTime(process.execPath, [src("start.cjs")], unloaded),
      "the same without the code cache": () => processTime(process.execPath, [src("charm.cjs")], unloaded),
      "the whole hook, by dispatch": () => processTime(dispatch, [], env),
      "the same without its shell": () => processTime(process.execPath, [src("start.cjs")], env),
      "the same without the code cache as well": () => processTime(process.execPath, [src("charm.cjs")], env),
      ...(bun && {
        "an empty program on Bun": () => processTime(bun, ["-e", "0"]),
        "the whole hook on Bun": () => processTime(bun, [src("charm.cjs")], env),
      }),
    })
    const probes = await workshop.inTurns(workshop.quick ? 2 : 25, {
      "node -e 0": () => probe(["-e", "0"], {}),
      "the whole hook": () => probe([src("start.cjs")], env),
    })
    const rows = (value: (one: Probe) => number): Row[] =>
      [...probes].map(([label, all]) => ({ label, samples: all.map(value) }))
    const hook = probes.get("the whole hook") ?? []
    const phases = PHASES.map((label) => ({ label, samples: hook.map((one) => one.phases[label]) }))
    const total = { label: "the whole hook", samples: hook.map(sum) }
    const [empty = []] = [...probes.values()]
    const floor = { label: "node -e 0", samples: empty.map(sum) }
    const rest = hook.map((one) => sum(one) - one.phases["waiting for hook tools"])
    return {
      groups: [
        {
          title: "update-status",
          unit: "ms",
          rows: [...times].map(([label, samples]) => ({ label, samples })),
        },
        { title: "processor time", unit: "ms", rows: rows(({ cpu }) => cpu) },
        { title: "memory at its highest", unit: "MB", rows: rows(({ rss }) => rss / 1e6) },
        {
          title: "the hook without the time that it waits for hook tools",
          unit: "ms",
          rows: [floor, { label: "the whole hook", samples: rest }],
        },
        { title: "a profile of the hook", unit: "ms", rows: [total, ...phases] },
      ],
      skipped: bun ? [] : ["the charm on Bun: bun is not on PATH"],
    }
  },
}

function sum({ phases }: Probe): number {
  return Object.values(phases).reduce((all, one) => all + one, 0)
}

function findBun(): string | undefined {
  return spawnSync("bun", ["--version"], { stdio: "ignore" }).status === 0 ? "bun" : undefined
}
