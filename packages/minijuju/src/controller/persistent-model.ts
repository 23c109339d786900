import { randomUUID } from "node:crypto"
import { mkdirSync, renameSync } from "node:fs"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import type { Engine } from "../model/engine.ts"
import { engineOf, type Model, modelOfState } from "../model/model.ts"
import { ModelDir } from "../model/model-dir.ts"
import type { ModelOptions } from "../model/options.ts"
import { disconnect } from "../model/peers.ts"
import { archivesOf } from "../model/unpacked-charms.ts"
import { randomNetwork } from "../operator/addresses.ts"
import { type JujuSeries, jujuVersionOf } from "../state/juju-version.ts"
import { configText } from "../state/model-config.ts"
import { type ModelState, newModelState } from "../state/model-state.ts"
import type { UnitState } from "../state/unit.ts"
import { recordBoot, workloads } from "../store/boot.ts"
import { parseModel, serializeModel } from "../store/saved-state.ts"
import { readStateFile, syncPath, writeStateFile } from "../store/state-file.ts"
import { DebugLog } from "./debug-log.ts"
import { History } from "./history.ts"
import { StatusLog } from "./status-log.ts"
import { Tasks } from "./tasks.ts"

/** What a persistent model needs from the process that runs it. */
export interface PersistentModelHost {
  /** Prefix of the paths of this model's sockets. */
  readonly sockets: string
  readonly options: ModelOptions
  /**
   * Called when the state cannot be written. Does not return: changes since the last save must not become
   * visible.
   */
  fatal(error: unknown, model: string): never
}

const STATE = "state.json"

/**
 * A model that is stored on disk: its state is saved before anybody can see a change. Includes its log, tasks
 * and history.
 */
export class PersistentModel {
  readonly model: Model
  readonly engine: Engine
  readonly log: DebugLog
  readonly tasks: Tasks
  readonly history: History
  readonly statusLog: StatusLog
  readonly dir: string

  private constructor(model: Model, dir: string) {
    this.model = model
    this.engine = engineOf(model)
    this.dir = dir
    this.tasks = new Tasks(this.engine)
    this.log = new DebugLog(
      join(dir, "debug.log"),
      () => configText(this.engine.state, "logging-config"),
      (unit) => this.engine.unpacked.get(unit)?.includes("dispatch") ?? true,
    )
    this.history = new History((name) => this.engine.state.applications.get(name)?.leader)
    this.statusLog = new StatusLog(this.engine.state)
    model.listen((event) => {
      this.log.take(event)
      this.statusLog.take(event)
      this.history.take(event)
    })
  }

  get name(): string {
    return this.model.name
  }

  /**
   * Creates an empty model. The folder gets its final name last, so that a partly created model is never
   * loaded.
   */
  static async create(
    models: string,
    name: string,
    host: PersistentModelHost,
    juju: JujuSeries,
  ): Promise<PersistentModel> {
    const draft = join(models, `.new-${randomUUID()}`)
    mkdirSync(draft, { mode: 0o700 })
    const state = newModelState({ name, uuid: randomUUID(), jujuVersion: jujuVersionOf(juju) })
    writeStateFile(
      join(draft, STATE),
      serializeModel({ state, network: randomNetwork(), unpacked: new Map() }),
    )
    renameSync(draft, join(models, name))
    syncPath(models)
    return PersistentModel.open(models, name, host)
  }

  /**
   * Loads a model as it was last saved.
   * @throws StateFileError if its file is damaged or was written by a newer minijuju
   */
  static async open(models: string, name: string, host: PersistentModelHost): Promise<PersistentModel> {
    const dir = join(models, name)
    const file = join(dir, STATE)
    let last = readStateFile(file)
    const saved = parseModel(last, file)
    const { state, network } = saved
    const workload = workloads(dir)
    const modelDir = await ModelDir.openPersistent(dir, host.sockets, state.jujuVersion)
    modelDir.dropArchives(archivesOf(state))
    if (workload !== "running") queueStartHooks(state)
    const save = () => {
      // Events that arrive while the model stops must not change the saved state.
      if (engine.stopping) return
      const body = serializeModel({ state, network, unpacked: engine.unpacked })
      if (body === last) return
      try {
        writeStateFile(file, body)
      } catch (error) {
        host.fatal(error, name)
      }
      last = body
    }
    const options = { ...host.options, network, save, unpacked: saved.unpacked }
    const model = modelOfState(state, modelDir, options)
    const engine = engineOf(model)
    if (workload === "machine stopped") await unpackAllUnits(engine)
    recordBoot(dir)
    engine.resources.dropOrphans(state)
    await engine.acceptExec()
    engine.resume()
    return new PersistentModel(model, dir)
  }

  /** Saves the model if it has changed. Called before a command's response is sent. */
  save(): void {
    this.engine.save()
  }

  /** Stops everything of the model that runs; its state stays on disk. */
  async stop(): Promise<void> {
    this.save()
    await this.model.stop()
    this.log.close()
  }

  async destroy(): Promise<void> {
    await this.model.stop()
    disconnect(this.engine)
    this.log.close()
    await deleteModelFolder(this.dir)
  }
}

/**
 * Deletes a model's folder. It is renamed first, so that the model is gone at once although the deletion may
 * take long.
 */
export async function deleteModelFolder(dir: string): Promise<void> {
  const trash = join(dir, "..", `.gone-${randomUUID()}`)
  renameSync(dir, trash)
  await rm(trash, { recursive: true, force: true, maxRetries: 3 })
}

/**
 * Queues the start hook of every unit, as Juju does after a reboot: the processes that charms had started are
 * gone.
 */
function queueStartHooks(state: ModelState): void {
  for (const unit of unitsOf(state)) {
    if (unit.started && !unit.stopped && unit.pending === undefined && unit.life === "alive")
      unit.pending = { hook: { kind: "start" }, state: "queued", failures: 0 }
  }
}

/**
 * Unpacks the charms of all units again: their files are not synced one by one, so a power failure may have
 * lost some.
 */
async function unpackAllUnits(engine: Engine): Promise<void> {
  for (const unit of unitsOf(engine.state)) {
    const revision = engine.state.applications.get(unit.application)?.charmRevision
    if (unit.installed && unit.charmRevision === revision) await engine.unpack(unit)
  }
}

function unitsOf(state: ModelState): UnitState[] {
  return [...state.applications.values()].flatMap(({ units }) => [...units.values()])
}
