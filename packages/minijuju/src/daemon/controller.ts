import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { MinijujuError } from "../model/errors.ts"
import type { ModelOptions } from "../model/options.ts"
import { StateFileError, writeWhole } from "../store/state-file.ts"
import type { Home } from "./home.ts"
import { forgetModel, KeptModel } from "./kept-model.ts"

const MODEL_NAME = /^[a-z0-9]+[a-z0-9.-]*$/

/** A model that is there and cannot be used, with the reason. */
interface BrokenModel {
  readonly name: string
  readonly broken: string
}

/** All models of one user. */
export class Controller {
  readonly home: Home
  readonly #options: ModelOptions
  readonly #fatal: (error: unknown, model: string) => never
  readonly #models = new Map<string, KeptModel | BrokenModel>()
  /** Names whose model is being made or removed. */
  readonly #busy = new Set<string>()
  #first: Promise<KeptModel> | undefined
  #lastSockets = 0
  #shutdown = () => {}

  private constructor(home: Home, options: ModelOptions, fatal: (error: unknown, model: string) => never) {
    this.home = home
    this.#options = options
    this.#fatal = fatal
  }

  /** Takes up every model of the folder. One that cannot be read is told of where it is used; the others go on. */
  static async open(
    home: Home,
    options: ModelOptions,
    fatal: (error: unknown, model: string) => never,
  ): Promise<Controller> {
    const controller = new Controller(home, options, fatal)
    rmSync(home.sockets, { recursive: true, force: true })
    for (const name of readdirSync(home.models)) {
      if (name.startsWith("."))
        void rm(join(home.models, name), { recursive: true, force: true }).catch(() => {})
      else await controller.#open(name)
    }
    return controller
  }

  /** Every model's name with, for one that cannot be used, the reason. */
  get models(): readonly (KeptModel | BrokenModel)[] {
    return [...this.#models.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** The model meant by `name`, `owner/name`, `controller:owner/name` or its UUID. */
  get(text: string): KeptModel {
    const model = this.#find(text)
    if (model === undefined)
      throw new MinijujuError("not-found", `model minijuju:admin/${shortName(text)} not found`)
    if (model instanceof KeptModel) return model
    throw new MinijujuError("stopped", `model "${model.name}" cannot be used: ${model.broken}`)
  }

  async add(name: string): Promise<KeptModel> {
    if (!MODEL_NAME.test(name)) {
      throw new MinijujuError(
        "bad-argument",
        `"${name}" is not a valid name: model names may only contain lowercase letters, digits and hyphens`,
      )
    }
    if (this.#busy.has(name))
      throw new MinijujuError("already-exists", `model "${name}" is being made or removed: try again`)
    if (this.#models.has(name)) {
      throw new MinijujuError(
        "already-exists",
        `failed to create new model: model "${name}" for admin already exists (already exists)`,
      )
    }
    return this.#whileBusy(name, async () => {
      const model = await KeptModel.create(this.home.models, name, this.#host())
      this.#models.set(name, model)
      return model
    })
  }

  /**
   * The first model of someone who has made none, made current; commands that come while it is being made share
   * it. Undefined where there are models already.
   */
  firstModel(): Promise<KeptModel> | undefined {
    if (this.#first === undefined && this.#models.size > 0) return undefined
    this.#first ??= this.#addFirst().finally(() => {
      this.#first = undefined
    })
    return this.#first
  }

  async #addFirst(): Promise<KeptModel> {
    const model = await this.add("default")
    this.current = model.name
    return model
  }

  async destroy(text: string): Promise<void> {
    const model = this.#find(text)
    if (model === undefined)
      throw new MinijujuError("not-found", `model minijuju:admin/${shortName(text)} not found`)
    this.#models.delete(model.name)
    await this.#whileBusy(model.name, async () => {
      if (model instanceof KeptModel) await model.destroy()
      else await forgetModel(join(this.home.models, model.name))
    })
    if (this.current === model.name) rmSync(this.home.current, { force: true })
  }

  /** The model of commands that name none. */
  get current(): string | undefined {
    try {
      return readFileSync(this.home.current, "utf8").trim() || undefined
    } catch {
      return undefined
    }
  }

  set current(name: string) {
    writeWhole(this.home.current, `${name}\n`)
  }

  /** Writes down what commands have changed. */
  save(): void {
    for (const model of this.#models.values()) if (model instanceof KeptModel) model.save()
  }

  onShutdown(end: () => void): void {
    this.#shutdown = end
  }

  /** Ends the background process, once the answer to whoever asked is out. */
  shutdown(): void {
    setTimeout(() => this.#shutdown(), 20)
  }

  async stop(): Promise<void> {
    for (const model of this.#models.values()) if (model instanceof KeptModel) await model.stop()
    rmSync(this.home.sockets, { recursive: true, force: true })
  }

  async #whileBusy<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#busy.add(name)
    try {
      return await work()
    } finally {
      this.#busy.delete(name)
    }
  }

  #find(text: string): KeptModel | BrokenModel | undefined {
    const byUuid = this.models.find((model) => model instanceof KeptModel && model.model.uuid === text)
    return this.#models.get(shortName(text)) ?? byUuid
  }

  async #open(name: string): Promise<void> {
    try {
      this.#models.set(name, await KeptModel.open(this.home.models, name, this.#host()))
    } catch (error) {
      if (!(error instanceof StateFileError)) throw error
      this.#models.set(name, { name, broken: error.message })
    }
  }

  #host() {
    this.#lastSockets += 1
    const sockets = join(this.home.sockets, String(this.#lastSockets))
    mkdirSync(sockets, { recursive: true, mode: 0o700 })
    return { sockets, options: this.#options, fatal: this.#fatal }
  }
}

/** Controller and owner are always the same here. */
function shortName(text: string): string {
  return text.split(":").at(-1)?.split("/").at(-1) ?? text
}
