import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { packCharm, type Runtime } from "@charmkit/pack"
import { Model } from "minijuju"

/** Temporary folder, models and packed charms of the benchmarks; disposing removes all of them. */
export class Fixtures implements AsyncDisposable {
  /** For files; removed at the end. */
  readonly dir: string
  /** Few samples and small models: tests that a benchmark works, without meaningful times. */
  readonly quick: boolean
  readonly #signal: AbortSignal
  readonly #progress: (text: string) => void
  readonly #models = new Map<Model, string>()
  readonly #charms = new Map<string, Promise<string>>()

  private constructor(
    dir: string,
    options: { quick: boolean; signal: AbortSignal; progress: (text: string) => void },
  ) {
    this.dir = dir
    this.quick = options.quick
    this.#signal = options.signal
    this.#progress = options.progress
  }

  static async open(options: {
    quick: boolean
    signal: AbortSignal
    progress: (text: string) => void
  }): Promise<Fixtures> {
    const fixtures = new Fixtures(await mkdtemp(join(tmpdir(), "bench-")), options)
    options.signal.addEventListener("abort", () => void fixtures.#stopModels())
    return fixtures
  }

  /** Reports progress. Throws if the run was interrupted. */
  progress(text: string): void {
    this.#signal.throwIfAborted()
    this.#progress(text)
  }

  /** Starts an empty model without retries and without scheduled update-status hooks. */
  async model(): Promise<Model> {
    this.#signal.throwIfAborted()
    const dir = await mkdtemp(join(this.dir, "m-"))
    const model = await Model.start({
      dir,
      parallelHooks: 4,
      updateStatusIntervalMs: 0,
      retry: { enabled: false },
    })
    this.#models.set(model, dir)
    return model
  }

  /** The folder of a unit's unpacked charm. @throws Error if the model was not started here */
  async charmDir(model: Model, unit: string): Promise<string> {
    const dir = this.#models.get(model) ?? ""
    const [name = ""] = await readdir(dir)
    return join(dir, name, "agents", `unit-${unit.replace("/", "-")}`, "charm")
  }

  /** Packs a charm project of this repository once. */
  pack(project: string, runtime: Runtime = "node"): Promise<string> {
    const key = `${project} for ${runtime}`
    const known = this.#charms.get(key) ?? this.#pack(project, runtime)
    this.#charms.set(key, known)
    return known
  }

  /**
   * Takes samples in turns, so that other load of the machine affects all variants alike. Every second round runs in reverse order, so that
   * no variant always follows the same other one. The first round is a warm-up and is not counted.
   */
  async inTurns<Value>(
    rounds: number,
    takers: Readonly<Record<string, () => Promise<Value>>>,
  ): Promise<ReadonlyMap<string, readonly Value[]>> {
    const taken = new Map<string, Value[]>(Object.keys(takers).map((label) => [label, []]))
    for (let round = 0; round <= rounds; round += 1) {
      this.progress(`round ${round} of ${rounds}`)
      const turns = Object.entries(takers)
      for (const [label, take] of round % 2 === 0 ? turns : turns.reverse()) {
        const value = await take()
        this.#signal.throwIfAborted()
        if (round > 0) taken.get(label)?.push(value)
      }
    }
    return taken
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stopModels()
    await rm(this.dir, { recursive: true, force: true })
  }

  async #pack(project: string, runtime: Runtime): Promise<string> {
    this.progress(`packing ${project} for ${runtime}`)
    const projectDir = fileURLToPath(new URL(`../${project}/`, import.meta.url))
    const conditions = ["charmkit-source"]
    return (await packCharm({ projectDir, outDir: this.dir, conditions, runtime })).file
  }

  async #stopModels(): Promise<void> {
    await Promise.all([...this.#models.keys()].map((model) => model.stop()))
  }
}
