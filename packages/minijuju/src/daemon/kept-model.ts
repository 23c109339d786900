import { randomUUID } from "node:crypto"
import { mkdirSync, renameSync } from "node:fs"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import type { Engine } from "../model/engine.ts"
import { JUJU_VERSION } from "../model/juju-version.ts"
import { engineOf, type Model, modelOfState } from "../model/model.ts"
import { ModelDir } from "../model/model-dir.ts"
import type { ModelOptions } from "../model/options.ts"
import { archivesOf } from "../model/unpacked-charms.ts"
import { randomNetwork } from "../operator/addresses.ts"
import { type ModelState, newModelState } from "../state/model-state.ts"
import type { UnitState } from "../state/unit.ts"
import { noteBoot, workloads } from "../store/boot.ts"
import { parseKept, serializeKept } from "../store/kept-state.ts"
import { readStateFile, syncPath, writeStateFile } from "../store/state-file.ts"
import { DebugLog } from "./debug-log.ts"
import { History } from "./history.ts"
import { Tasks } from "./tasks.ts"

/** What a kept model needs of the process that runs it. */
export interface KeptModelHost {
  /** Beginning of the paths of this model's sockets. */
  readonly sockets: string
  readonly options: ModelOptions
  /** The state cannot be written: what has happened since must not be seen by anybody. Does not return. */
  fatal(error: unknown, model: string): never
}

const STATE = "state.json"

/** A model whose state is on disk before anybody can see it, and its log. */
export class KeptModel {
  readonly model: Model
  readonly engine: Engine
  readonly log: DebugLog
  readonly tasks: Tasks
  readonly history: History
  readonly dir: string

  private constructor(model: Model, dir: string) {
    this.model = model
    this.engine = engineOf(model)
    this.dir = dir
    this.tasks = new Tasks(this.engine)
    this.log = new DebugLog(join(dir, "debug.log"))
    this.history = new History((name) => this.engine.state.applications.get(name)?.leader)
    model.listen((event) => {
      this.log.take(event)
      this.history.take(event)
    })
  }

  get name(): string {
    return this.model.name
  }

  /** Makes an empty model: it is there when its folder has its name. */
  static async create(models: string, name: string, host: KeptModelHost): Promise<KeptModel> {
    const draft = join(models, `.new-${randomUUID()}`)
    mkdirSync(draft, { mode: 0o700 })
    const state = newModelState({ name, uuid: randomUUID(), jujuVersion: JUJU_VERSION })
    writeStateFile(
      join(draft, STATE),
      serializeKept({ state, network: randomNetwork(), unpacked: new Map() }),
    )
    renameSync(draft, join(models, name))
    syncPath(models)
    return KeptModel.open(models, name, host)
  }

  /**
   * Takes up a model as its last commit has left it.
   * @throws StateFileError when its file is damaged or of a newer minijuju
   */
  static async open(models: string, name: string, host: KeptModelHost): Promise<KeptModel> {
    const dir = join(models, name)
    const file = join(dir, STATE)
    let last = readStateFile(file)
    const kept = parseKept(last, file)
    const { state, network } = kept
    const before = workloads(dir)
    const modelDir = await ModelDir.keep(dir, host.sockets)
    modelDir.dropArchives(archivesOf(state))
    if (before !== "running") startAgain(state)
    const save = () => {
      // What still comes in while everything of the model is being ended changes nothing any more.
      if (engine.stopping) return
      const body = serializeKept({ state, network, unpacked: engine.unpacked })
      if (body === last) return
      try {
        writeStateFile(file, body)
      } catch (error) {
        host.fatal(error, name)
      }
      last = body
    }
    const options = { ...host.options, network, save, unpacked: kept.unpacked }
    const model = modelOfState(state, modelDir, options)
    const engine = engineOf(model)
    if (before === "machine stopped") await unpackAgain(engine)
    noteBoot(dir)
    engine.resume()
    return new KeptModel(model, dir)
  }

  /** Writes down what a verb has changed. Called before its answer goes out. */
  save(): void {
    this.engine.save()
  }

  /** Ends everything of the model that runs; its state stays. */
  async stop(): Promise<void> {
    this.save()
    await this.model.stop()
    this.log.close()
  }

  async destroy(): Promise<void> {
    await this.model.stop()
    this.log.close()
    await forgetModel(this.dir)
  }
}

/** Gone at once, however long the removal of the files takes. */
export async function forgetModel(dir: string): Promise<void> {
  const grave = join(dir, "..", `.gone-${randomUUID()}`)
  renameSync(dir, grave)
  await rm(grave, { recursive: true, force: true, maxRetries: 3 })
}

/** After a start of the machine Juju runs every unit's start hook again: what charms had started is gone. */
function startAgain(state: ModelState): void {
  for (const unit of unitsOf(state)) {
    if (unit.started && !unit.stopped && unit.pending === undefined && unit.life === "alive")
      unit.pending = { hook: { kind: "start" }, state: "queued", failures: 0 }
  }
}

/** Charms' files were not asked onto the disk one by one: what a power cut has taken comes back from the archive. */
async function unpackAgain(engine: Engine): Promise<void> {
  for (const unit of unitsOf(engine.state)) {
    const revision = engine.state.applications.get(unit.application)?.charmRevision
    if (unit.installed && unit.charmRevision === revision) await engine.unpack(unit)
  }
}

function unitsOf(state: ModelState): UnitState[] {
  return [...state.applications.values()].flatMap(({ units }) => [...units.values()])
}
