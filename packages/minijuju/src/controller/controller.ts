import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import type { ModelOptions } from "../model/options.ts"
import { connect, forgetModel } from "../model/peers.ts"
import { MinijujuError } from "../state/errors.ts"
import type { JujuSeries } from "../state/juju-version.ts"
import { StateFileError, writeWhole } from "../store/state-file.ts"
import type { Home } from "./home.ts"
import { deleteModelFolder, PersistentModel } from "./persistent-model.ts"

const MODEL_NAME = /^[a-z0-9]+[a-z0-9.-]*$/

/** A model that exists but cannot be loaded, with the reason. */
interface BrokenModel {
  readonly name: string
  readonly broken: string
}

/** All models of one user. */
export class Controller {
  readonly home: Home
  readonly #options: ModelOptions
  readonly #fatal: (error: unknown, model: string) => never
  readonly #models = new Map<string, PersistentModel | BrokenModel>()
  /** Names of models that are being created or removed. */
  readonly #busy = new Set<string>()
  #first: Promise<PersistentModel> | undefined
  #lastSockets = 0
  #shutdown = () => {}

  private constructor(home: Home, options: ModelOptions, fatal: (error: unknown, model: string) => never) {
    this.home = home
    this.#options = options
    this.#fatal = fatal
  }

  /**
   * Loads every model of the folder. A model that cannot be read is reported when a command uses it; the others
   * work.
   */
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
    controller.#forgetGoneModels()
    return controller
  }

  /** All models, sorted by name, including those that cannot be loaded. */
  get models(): readonly (PersistentModel | BrokenModel)[] {
    return [...this.#models.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** Returns the model with this name (`name`, `owner/name`, `controller:owner/name`) or UUID. */
  get(text: string): PersistentModel {
    const model = this.#find(text)
    if (model === undefined)
      throw new MinijujuError("not-found", `model minijuju:admin/${shortName(text)} not found`)
    if (model instanceof PersistentModel) return model
    throw new MinijujuError("stopped", `model "${model.name}" cannot be used: ${model.broken}`)
  }

  /** Creates a model that emulates this Juju. */
  async add(name: string, juju: JujuSeries): Promise<PersistentModel> {
    if (!MODEL_NAME.test(name)) {
      throw new MinijujuError(
        "bad-argument",
        `"${name}" is not a valid name: model names may only contain lowercase letters, digits and hyphens`,
      )
    }
    if (this.#busy.has(name))
      throw new MinijujuError("already-exists", `model "${name}" is being created or removed: try again`)
    if (this.#models.has(name)) {
      throw new MinijujuError(
        "already-exists",
        `failed to create new model: model "${name}" for admin already exists (already exists)`,
      )
    }
    return this.#whileBusy(name, async () => {
      const model = await PersistentModel.create(this.home.models, name, this.#host(), juju)
      this.#connect(model)
      return model
    })
  }

  /**
   * Creates a user's first model and makes it the current one. Commands that arrive meanwhile share it. Returns
   * undefined if there are models already.
   */
  firstModel(juju: JujuSeries): Promise<PersistentModel> | undefined {
    if (this.#first === undefined && this.#models.size > 0) return undefined
    this.#first ??= this.#addFirst(juju).finally(() => {
      this.#first = undefined
    })
    return this.#first
  }

  async #addFirst(juju: JujuSeries): Promise<PersistentModel> {
    const model = await this.add("default", juju)
    this.current = model.name
    return model
  }

  async destroy(text: string): Promise<void> {
    const model = this.#find(text)
    if (model === undefined)
      throw new MinijujuError("not-found", `model minijuju:admin/${shortName(text)} not found`)
    this.#models.delete(model.name)
    await this.#whileBusy(model.name, async () => {
      if (model instanceof PersistentModel) await model.destroy()
      else await deleteModelFolder(join(this.home.models, model.name))
    })
    if (this.current === model.name) rmSync(this.home.current, { force: true })
  }

  /** The model of commands without `-m`. */
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

  /** Saves all models that commands have changed. */
  save(): void {
    for (const model of this.#models.values()) if (model instanceof PersistentModel) model.save()
  }

  onShutdown(end: () => void): void {
    this.#shutdown = end
  }

  /** Ends the background process, after the response to the caller has been sent. */
  shutdown(): void {
    setTimeout(() => this.#shutdown(), 20)
  }

  async stop(): Promise<void> {
    for (const model of this.#models.values()) if (model instanceof PersistentModel) await model.stop()
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

  #find(text: string): PersistentModel | BrokenModel | undefined {
    const byUuid = this.models.find((model) => model instanceof PersistentModel && model.model.uuid === text)
    return this.#models.get(shortName(text)) ?? byUuid
  }

  async #open(name: string): Promise<void> {
    try {
      this.#connect(await PersistentModel.open(this.home.models, name, this.#host()))
    } catch (error) {
      if (!(error instanceof StateFileError)) throw error
      this.#models.set(name, { name, broken: error.message })
    }
  }

  #connect(model: PersistentModel): void {
    const other = [...this.#models.values()].find((one) => one instanceof PersistentModel)
    this.#models.set(model.name, model)
    if (other instanceof PersistentModel) connect(model.engine, other.engine)
  }

  /** Ends relations to models that were removed when an earlier process was killed. A broken model may come back. */
  #forgetGoneModels(): void {
    const models = [...this.#models.values()].filter((one) => one instanceof PersistentModel)
    if (models.length < this.#models.size) return
    const exists = new Set(models.map(({ model }) => model.uuid))
    for (const { engine } of models)
      for (const uuid of new Set([...engine.state.remotes.values()].map(({ model }) => model)))
        if (!exists.has(uuid)) forgetModel(engine, uuid)
  }

  #host() {
    this.#lastSockets += 1
    const sockets = join(this.home.sockets, String(this.#lastSockets))
    mkdirSync(sockets, { recursive: true, mode: 0o700 })
    return { sockets, options: this.#options, fatal: this.#fatal }
  }
}

/** Strips controller and owner, which are always the same here. */
function shortName(text: string): string {
  return text.split(":").at(-1)?.split("/").at(-1) ?? text
}
