import type { Profiler } from "node:inspector"
import { Session } from "node:inspector/promises"
import { setFlagsFromString } from "node:v8"

/** Execution count of each function's blocks, by `function (file)`. */
export type Executed = ReadonlyMap<string, number>

/**
 * Counts what a piece of work executes: for each function, how often its blocks (its body, loop bodies and branches) ran. The same work
 * gives the same counts on every machine, under any load. Work inside built-in functions is not counted; it must be measured as time.
 */
export class Counter implements Disposable {
  readonly #session = new Session()

  static async start(): Promise<Counter> {
    // V8 does not count in optimized code.
    setFlagsFromString("--no-opt")
    const counter = new Counter()
    counter.#session.connect()
    await counter.#session.post("Profiler.enable")
    await counter.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true })
    return counter
  }

  async count(work: () => unknown): Promise<Executed> {
    // Reading the counts resets them.
    await this.#session.post("Profiler.takePreciseCoverage")
    await work()
    const { result } = await this.#session.post("Profiler.takePreciseCoverage")
    return countsIn(result)
  }

  [Symbol.dispose](): void {
    this.#session.disconnect()
  }
}

export function total(counts: Executed): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}

function countsIn(scripts: readonly Profiler.ScriptCoverage[]): Executed {
  const counts = new Map<string, number>()
  for (const { url, functions } of scripts) {
    const file = url.split("/").slice(-2).join("/").replace(/\?.*$/, "")
    for (const { functionName, ranges } of functions) {
      const where = `${functionName || "a function without a name"} (${file})`
      const count = ranges.reduce((sum, range) => sum + range.count, 0)
      counts.set(where, (counts.get(where) ?? 0) + count)
    }
  }
  return counts
}
