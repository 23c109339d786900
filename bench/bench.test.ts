import { spawn } from "node:child_process"
import { once } from "node:events"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { bundled } from "../suite/bundled.ts"
import { isDeep } from "../suite/doses.ts"
import { DOCUMENTS } from "./growth/documents.ts"
import { HOOKS } from "./growth/hooks.ts"
import { BENCHMARKS } from "./list.ts"

const ROOT = fileURLToPath(new URL("..", import.meta.url))

const program = await bundled(new URL("./main.ts", import.meta.url))

/** Runs `npm run bench -- …` or another program with the same arguments. */
async function bench(args: readonly string[], command = [process.execPath, program]) {
  const [file = "", ...first] = command
  const child = spawn(file, [...first, ...args], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] })
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ])
  return { code, stdout, stderr }
}

/** Titles and units of each benchmark's groups, and the rows whose number of calls does not depend on the machine. */
const expected: Record<
  string,
  { readonly groups: readonly string[]; readonly calls: Record<string, number> }
> = {
  dispatch: {
    groups: ["update-status (ms)", "relation-changed of no effect (ms)"],
    calls: { "this repository's charm": 4, "the same in reactive style": 2 },
  },
  startup: {
    groups: [
      "update-status, by dispatch (ms)",
      "the provider, against an empty program with its calls (ms)",
      "the provider, reactive, against an empty program with its calls (ms)",
      "the consumer, against an empty program with its calls (ms)",
      "the consumer, reactive, against an empty program with its calls (ms)",
      "the provider, part by part (ms)",
      "memory at its highest (MB)",
      "processor time, without the shell (ms)",
      "processor time, without one of the means to start faster (ms)",
      "a profile of the provider, without the shell (ms)",
      "the same of node -e 0 (ms)",
    ],
    calls: {
      "the provider": 4,
      "the provider, reactive": 2,
      "the consumer": 6,
      "the consumer, reactive": 2,
    },
  },
  socket: { groups: ["relation-changed of no effect (ms)"], calls: { socket: 8, programs: 8 } },
  relations: {
    groups: ["quiet: update-status, relations (ms)", "about one relation, relations (ms)"],
    calls: { "1 relation": 4, "3 relations": 4 },
  },
  requests: {
    groups: [
      "provider, quiet: update-status, requests (ms)",
      "provider, about one relation, requests (ms)",
      "consumer, quiet: update-status, requests (ms)",
      "consumer, about one relation, requests (ms)",
    ],
    calls: { "1 request": 4, "3 requests": 4 },
  },
  growth: { groups: [...HOOKS, ...DOCUMENTS].map(({ name }) => `${name} (ms)`), calls: {} },
  hooks: { groups: [], calls: {} },
  minijuju: {
    groups: [
      "4 units, 2 relations, … hooks (per second)",
      "6 units, 3 relations, settled (s)",
      "processor time of a hook, in a ring (µs)",
      "processor time of a hook, in a star (µs)",
    ],
    calls: {},
  },
  deploy: {
    groups: ["deployed, its unit idle (ms)", "ten more units idle, each (ms)", "the archive (MB)"],
    calls: {},
  },
  dev: { groups: ["saved, the unit idle (s)"], calls: {} },
}

test("all benchmarks are listed here", () => {
  expect(Object.keys(expected)).toEqual(BENCHMARKS.map(({ name }) => name))
})

/** Benchmarks that also run in `npm test`: one in this process, and one of a whole model. */
const USUAL = ["relations", "minijuju"]

test.each(Object.entries(expected).filter(([name]) => isDeep || USUAL.includes(name)))(
  "%s: every row is measured, and its ratio is that of the medians",
  async (name, { groups, calls }) => {
    const { code, stdout, stderr } = await bench([name, "--quick", "--json"])
    expect(code, stderr).toBe(0)
    const report = JSON.parse(stdout)
    expect(report).toMatchObject({ node: process.version, quick: true, benchmarks: [{ name }] })
    const [benchmark] = report.benchmarks
    expect(report.skipped).toBe(benchmark.skipped.length)
    const titles = benchmark.groups.map(
      (group: { title: string; unit: string }) => `${group.title} (${group.unit})`,
    )
    // The number of hooks varies, because concurrent changes can share a hook.
    expect(titles.map((title: string) => title.replace(/\d+ hooks/, "… hooks"))).toEqual(groups)
    for (const { rows } of benchmark.groups) {
      for (const row of rows) {
        expect(row.samples.length, row.label).toBeGreaterThan(0)
        const sorted = row.samples.toSorted((a: number, b: number) => a - b)
        expect(row.median).toBeGreaterThanOrEqual(sorted[0])
        expect(row.median).toBeLessThanOrEqual(sorted.at(-1))
        expect(row.quartiles[0]).toBeLessThanOrEqual(row.quartiles[1])
        expect(row.ratio).toBe(row.median / rows[0].median)
      }
    }
    for (const { columns, rows } of benchmark.counts) {
      expect(rows.length).toBeGreaterThan(0)
      for (const { label, values } of rows)
        expect(values.map(Number.isInteger), label).toEqual(columns.map(() => true))
    }
    expect(benchmark.groups.length + benchmark.counts.length).toBeGreaterThan(0)
    const counted = (benchmark.groups[0]?.rows ?? []).filter((row: { label: string }) => row.label in calls)
    expect(
      Object.fromEntries(counted.map((row: { label: string; calls: number }) => [row.label, row.calls])),
    ).toEqual(calls)
  },
)

test("a usage error exits with 2 and lists the benchmarks", async () => {
  const { code, stderr } = await bench(["speed"], ["npm", "run", "bench", "--"])
  expect(code).toBe(2)
  expect(stderr).toContain('there is no benchmark "speed"; there are: dispatch, startup')
})
