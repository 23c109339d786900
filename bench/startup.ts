import { PackError } from "@charmkit/pack"
import type { Benchmark, Row } from "./benchmark.ts"
import { bareNode, processTime } from "./floor.ts"
import { floorOf } from "./startup-floor.ts"
import { PROVIDER, type QuietHook, quietHooks, quietHooksOnBun } from "./startup-hooks.ts"
import { PHASES, type Probe, probe, probeOnBun } from "./startup-probe.ts"
import { withoutOne } from "./startup-without.ts"

const FLOOR = "node -e 0"
const node = process.execPath

/** Idle hooks of the packed examples, compared with an empty program; the time of the provider's hook is broken down. */
export const startup: Benchmark = {
  name: "startup",
  about: "idle hooks of packed charms against an empty Node program: time, memory, and where the time goes",
  async run(fixtures) {
    const onNode = await quietHooks(fixtures, "node")
    const onBun = await quietHooksOnBun(fixtures)
    const hooks = onBun instanceof PackError ? onNode : [...onNode, ...onBun]
    try {
      const floors: (readonly [label: string, program: string, hook: QuietHook])[] = []
      for (const hook of onNode) floors.push([withCalls(hook.charm), await floorOf(hook, fixtures.dir), hook])
      const lacking = await withoutOne(
        fixtures,
        onNode.filter(({ charm }) => charm.startsWith(PROVIDER)),
      )
      const taken = await fixtures.inTurns<number | Probe>(fixtures.quick ? 1 : 100, {
        [FLOOR]: bareNode,
        [probed(FLOOR)]: () => probe(["-e", "0"], {}),
        ...Object.fromEntries(hooks.flatMap(takersOf)),
        ...Object.fromEntries(
          floors.map(([label, program, { held }]) => [label, () => processTime(node, [program], held.env)]),
        ),
        ...Object.fromEntries(
          lacking.map(({ label, program, env }) => [probed(label), () => probe([program], env)]),
        ),
        ...Object.fromEntries(hooks.filter(({ charm }) => charm === PROVIDER).flatMap(partsOf)),
        ...Object.fromEntries(hooks.filter(({ charm }) => charm === PROVIDER_ON_BUN).flatMap(partsOnBun)),
      })
      const times = (label: string) => (taken.get(label) ?? []).filter((one) => typeof one === "number")
      const probes = (label: string) =>
        (taken.get(probed(label)) ?? []).filter((one) => typeof one !== "number")
      const row = (label: string): Row => ({ label, samples: times(label) })
      const all = (value: (one: Probe) => number): Row[] =>
        [FLOOR, ...hooks.map(({ charm }) => charm)].map((label) => ({
          label,
          samples: probes(label).map(value),
        }))
      const profile = probes(PROVIDER)
      return {
        groups: [
          {
            title: "update-status, by dispatch",
            unit: "ms",
            rows: [row(FLOOR), ...hooks.map(({ charm, calls }) => ({ ...row(charm), calls }))],
          },
          ...floors.map(([label, , { charm, calls }]) => ({
            title: `${charm}, against an empty program with its calls`,
            unit: "ms",
            rows: [
              { ...row(label), label: `${FLOOR} and the same calls`, calls },
              { ...row(charm), calls },
            ],
          })),
          {
            title: `${PROVIDER}, part by part`,
            unit: "ms",
            rows: [row(FLOOR), ...PARTS.map(row).filter(isMeasured)],
          },
          { title: "memory at its highest", unit: "MB", rows: all(({ rss }) => rss / 1e6) },
          { title: "processor time, without the shell", unit: "ms", rows: all(({ cpu }) => cpu) },
          {
            title: "processor time, without one of the means to start faster",
            unit: "ms",
            rows: [
              ...onNode.map(({ charm }) => charm).filter((one) => one.startsWith(PROVIDER)),
              ...lacking.map(({ label }) => label),
            ].map((label) => ({ label, samples: probes(label).map(({ cpu }) => cpu) })),
          },
          {
            title: `a profile of ${PROVIDER}, without the shell`,
            unit: "ms",
            rows: [
              { label: "all", samples: profile.map(sum) },
              ...PHASES.map((label) => ({ label, samples: profile.map(({ phases }) => phases[label]) })),
            ],
          },
          {
            title: `the same of ${FLOOR}`,
            unit: "ms",
            rows: [
              { label: "all", samples: probes(FLOOR).map(sum) },
              ...PHASES.map((label) => ({
                label,
                samples: probes(FLOOR).map(({ phases }) => phases[label]),
              })),
            ],
          },
        ],
        skipped: onBun instanceof PackError ? [`the charms on Bun: ${onBun.message}`] : [],
      }
    } finally {
      for (const { held } of hooks) await held[Symbol.asyncDispose]()
    }
  },
}

type Taker = readonly [label: string, take: () => Promise<number | Probe>]

function takersOf({ charm, runtime, held, file }: QuietHook): Taker[] {
  return [
    [charm, () => processTime(held.dispatch, [], held.env)],
    [
      probed(charm),
      () =>
        runtime === "node"
          ? probe([file("src/start.cjs")], held.env)
          : probeOnBun(file("bin/charm"), held.env),
    ],
  ]
}

const PROVIDER_ON_BUN = `${PROVIDER}, on Bun`
const LOADED = "the charm loaded, no hook run"
const NO_SHELL = "the whole hook, without its shell"
const NO_CACHE = "the same without the code cache"
const EMPTY_BUN = "an empty program on Bun"
const LOADED_BUN = `${LOADED}, on Bun`
const NO_SHELL_BUN = `${NO_SHELL}, on Bun`
const PARTS = [LOADED, NO_SHELL, NO_CACHE, EMPTY_BUN, LOADED_BUN, NO_SHELL_BUN]

function partsOf({ held: { env }, file }: QuietHook): Taker[] {
  return [
    [LOADED, () => processTime(node, [file("src/start.cjs")], { ...env, JUJU_UNIT_NAME: "" })],
    [NO_SHELL, () => processTime(node, [file("src/start.cjs")], env)],
    [NO_CACHE, () => processTime(node, [file("src/charm.cjs")], env)],
  ]
}

function partsOnBun({ held: { env }, file }: QuietHook): Taker[] {
  const program = file("bin/charm")
  return [
    [EMPTY_BUN, () => processTime(program, ["-e", "0"], { BUN_BE_BUN: "1" })],
    [LOADED_BUN, () => processTime(program, [], { ...env, JUJU_UNIT_NAME: "" })],
    [NO_SHELL_BUN, () => processTime(program, [], env)],
  ]
}

const probed = (label: string): string => `${label}, probed`
const withCalls = (charm: string): string => `${FLOOR} and the calls of ${charm}`
const isMeasured = ({ samples }: Row): boolean => samples.length > 0

function sum({ phases }: Probe): number {
  return Object.values(phases).reduce((all, one) => all + one, 0)
}
