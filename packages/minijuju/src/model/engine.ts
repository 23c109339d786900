import { cpus } from "node:os"
import { dirname } from "node:path"
import { listenForExec } from "../agent/exec-socket.ts"
import type { AgentPlace } from "../agent/hook-environment.ts"
import { killLeftovers } from "../agent/process-tree.ts"
import { JUJU_RETRY, type RetryStrategy } from "../agent/retry.ts"
import type { RpcSocket } from "../agent/rpc-socket.ts"
import type { AgentRuntime, RunningExecution } from "../agent/runtime.ts"
import { Slots } from "../agent/slots.ts"
import { UnitAgent } from "../agent/unit-agent.ts"
import { readDeclaration } from "../charm/archive.ts"
import { copyCharm, type UnpackedCharm } from "../charm/unpack.ts"
import { ensureLeader } from "../operator/leadership.ts"
import { unitGone } from "../operator/remove.ts"
import { markDueSecrets } from "../rules/secret-due.ts"
import type { Charm, InProcessCharm, PackedCharm } from "../state/charm.ts"
import { MinijujuError } from "../state/errors.ts"
import type { Observer } from "../state/events.ts"
import { getApplication, getUnit, type ModelState } from "../state/model-state.ts"
import type { ResourceState } from "../state/resource.ts"
import { timerDelay } from "../state/timer.ts"
import type { UnitState } from "../state/unit.ts"
import { Machines } from "./machines.ts"
import type { ModelDir } from "./model-dir.ts"
import { News } from "./news.ts"
import type { ModelOptions } from "./options.ts"
import { type Peer, tellNeighbours } from "./peers.ts"
import type { ResourceFiles } from "./resource-files.ts"
import { ResourceStore } from "./resource-store.ts"
import { StorageDisks } from "./storage-disks.ts"
import { UnpackedCharms } from "./unpacked-charms.ts"

/** The options of a model that is kept on disk. */
export interface PersistenceOptions {
  /** Saves the model if it has changed. Throws if it cannot be written; the model must then stop. */
  readonly save: () => void
  /** Files unpacked for each unit, as saved by the earlier process. */
  readonly unpacked: ReadonlyMap<string, readonly string[]>
}

type EngineOptions = Partial<PersistenceOptions> & ModelOptions

/**
 * Runs a model: holds the agents of its units, makes them check for their next hook after every change, and
 * stops all of them.
 */
export class Engine implements AgentRuntime, Peer {
  /** The engines of this process. One listener serves all: Node.js warns of more than ten. */
  static readonly #running = new Set<Engine>()
  static {
    process.once("exit", () => {
      for (const engine of Engine.#running) engine.#cleanUpOnExit()
    })
  }
  readonly state: ModelState
  readonly observer: Observer
  readonly slots: Slots
  readonly #retry: RetryStrategy
  readonly hookTimeLimitMs: number
  readonly #dir: ModelDir
  readonly #charms: UnpackedCharms
  readonly resources: ResourceStore
  readonly #disks: StorageDisks
  readonly machines: Machines
  readonly #agents = new Map<string, UnitAgent>()
  readonly unpacked: Map<string, readonly string[]>
  /** Called before a hook's changes become visible outside of the hook. */
  readonly save: () => void
  readonly #watchers = new Set<() => void>()
  readonly #writes = new Set<Promise<unknown>>()
  readonly #news = new News()
  #execSocket: Promise<RpcSocket> | undefined
  peers = new Map<string, Peer>()
  #kickScheduled = false
  #secretTimer: NodeJS.Timeout | undefined
  #stopping = false
  #stopped: Promise<void> | undefined

  constructor(state: ModelState, observer: Observer, dir: ModelDir, options: EngineOptions) {
    this.state = state
    this.observer = observer
    this.slots = new Slots(options.parallelHooks ?? Math.max(2, cpus().length * 2))
    this.#retry = { ...JUJU_RETRY, ...options.retry }
    this.hookTimeLimitMs = timerDelay(options.hookTimeLimitMs ?? 300_000)
    this.#dir = dir
    this.#charms = new UnpackedCharms(dir)
    this.#disks = new StorageDisks(dir.path)
    this.machines = new Machines(dir, state)
    this.resources = new ResourceStore(dir.path, state)
    this.unpacked = new Map(options.unpacked)
    this.save = options.save ?? (() => {})
    observer.listen((event) => {
      if (event.type === "databag-changed") this.#news.databag(event.relationId, event.owner)
      if (event.type === "unit-added") this.#unitAdded(event.unit)
    })
    Engine.#running.add(this)
  }

  /** How failed hooks are retried; the operator may switch it off with `juju model-config`. */
  get retry(): RetryStrategy {
    const own = this.state.config.get("automatically-retry-hooks")
    return own === undefined ? this.#retry : { ...this.#retry, enabled: own === "true" }
  }

  get stopping(): boolean {
    return this.#stopping
  }

  get agents(): readonly UnitAgent[] {
    return [...this.#agents.values()]
  }

  /** True when no hook runs or waits to run, and no change is unprocessed. */
  get isIdle(): boolean {
    const waiting = ({ busy, unit }: UnitAgent) => busy || unit.pending?.state === "held"
    return !this.#kickScheduled && !this.agents.some(waiting)
  }

  inTurn<T>(unit: UnitState, work: () => Promise<T>): Promise<T> {
    return this.machines.inTurn(unit.machine, () => this.slots.use(work))
  }

  agent(unitName: string): UnitAgent | undefined {
    return this.#agents.get(unitName)
  }

  #unitAdded(name: string): void {
    this.#agents.set(name, new UnitAgent(this, getUnit(this.state, name)))
    this.changed(name)
  }

  /** Listens for `juju-exec` of processes that charms leave running. Only packed charms have processes. */
  acceptExec(): Promise<RpcSocket> {
    this.#execSocket ??= listenForExec(this.#dir.execSocket, this.#agents)
    return this.#execSocket
  }

  /** Creates agents for the units that an earlier process has saved. */
  resume(): void {
    for (const application of this.state.applications.values()) {
      for (const unit of application.units.values()) {
        const agent = new UnitAgent(this, unit)
        this.#agents.set(unit.name, agent)
        agent.resume()
      }
      ensureLeader(application, this.observer)
    }
    void this.#writing(this.machines.endOthers())
    this.changed()
  }

  /** Passes a charm to `use`: a given one, or that of an archive (see {@link withArchive}). */
  withCharm<T>(source: string | InProcessCharm, use: (charm: Charm) => Promise<T>): Promise<T> {
    return typeof source === "string" ? this.withArchive(source, use) : use(source)
  }

  /** Passes the charm of an archive to `use`. The archive is checked and copied; the copy stays if an application uses it then. */
  async withArchive<T>(path: string, use: (charm: PackedCharm) => Promise<T>): Promise<T> {
    await this.acceptExec()
    const declaration = await readDeclaration(path)
    this.checkRunning()
    const useCopy = (archive: string) => use({ kind: "packed", ...declaration, archive })
    return this.#writing(this.#charms.withCopy(path, this.state, useCopy))
  }

  /** Records the process that runs for a unit, for a later minijuju process. */
  running(unit: UnitState, execution: RunningExecution | undefined): void {
    this.#dir.recordRunning(unit.name, execution)
  }

  place(unit: UnitState): AgentPlace {
    return this.machines.place(unit)
  }

  mountStorage(unit: UnitState, storageId: string): void {
    const storage = this.state.storages.get(storageId)
    if (storage?.attachment?.unit !== unit.name) return
    const unitDir = dirname(this.#dir.charmDir(unit.name))
    storage.attachment.location = this.#disks.mount(this.state, unit, storage, unitDir)
  }

  async unpack(unit: UnitState): Promise<void> {
    const { charm } = getApplication(this.state, unit.application)
    if (charm.kind !== "packed") return
    const before = this.unpacked.get(unit.name)
    const copy = (charm: UnpackedCharm) => {
      this.checkRunning()
      return copyCharm(charm, this.#dir.charmDir(unit.name), before)
    }
    const paths = await this.#writing(this.#charms.use(charm.archive, copy))
    this.checkRunning()
    this.unpacked.set(unit.name, paths)
  }

  /** Copies files of the operator and passes the copies to `use`, unless the model has stopped meanwhile. */
  withResources<T>(
    files: ResourceFiles,
    use: (contents: ReadonlyMap<string, ResourceState>) => T,
  ): Promise<T> {
    const whileRunning = (contents: ReadonlyMap<string, ResourceState>) => {
      this.checkRunning()
      return use(contents)
    }
    return this.#writing(this.resources.withCopies(files, whileRunning))
  }

  /** Tracks a write: one that finishes after the model has stopped would create its folder again. */
  async #writing<T>(work: Promise<T>): Promise<T> {
    this.#writes.add(work)
    try {
      return await work
    } finally {
      this.#writes.delete(work)
    }
  }

  /** Signals a change. Agents check for their next hook once per turn of the event loop, however many changes it has. */
  changed(unit?: string): void {
    if (unit === undefined) this.#news.everything = true
    else this.#news.units.add(unit)
    if (this.#kickScheduled || this.#stopping) return
    this.#kickScheduled = true
    setImmediate(() => {
      this.#kickScheduled = false
      this.#waitForSecrets()
      this.save()
      // While the model stops, nothing is saved any more, and the saved state may still need the archives.
      if (!this.#stopping) {
        this.#charms.dropUnused(this.state)
        this.resources.dropUnused(this.state)
        this.#disks.dropUnused(this.state)
        tellNeighbours(this)
      }
      for (const [unit, relations] of this.#news.take(this.state)) this.#agents.get(unit)?.kick(relations)
      this.#notify()
    })
  }

  /** Marks secrets that are due, and looks again when the next one is. */
  #waitForSecrets(): void {
    clearTimeout(this.#secretTimer)
    if (this.#stopping) return
    const now = new Date()
    const { found, next } = markDueSecrets(this.state, now)
    // Their owners need not be concerned by the change that let the engine look.
    if (found) this.#news.everything = true
    if (next === undefined) return
    const delay = timerDelay(next.getTime() - now.getTime())
    this.#secretTimer = setTimeout(() => this.changed(), delay).unref()
  }

  unitGone(unit: UnitState): void {
    this.#agents.delete(unit.name)
    this.unpacked.delete(unit.name)
    this.machines.unitGone(unit)
    unitGone(this.state, unit, this.observer)
    if (!this.state.machines.has(unit.machine)) void this.#writing(this.machines.gone(unit.machine))
  }

  /** Calls `listener` after each change, until the returned function is called. */
  watch(listener: () => void): () => void {
    this.#watchers.add(listener)
    return () => this.#watchers.delete(listener)
  }

  checkRunning(): void {
    if (this.#stopping) throw new MinijujuError("stopped", "the model has been stopped")
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async #stop(): Promise<void> {
    this.#stopping = true
    clearTimeout(this.#secretTimer)
    await Promise.all(this.agents.map((agent) => agent.stop()))
    await (await this.#execSocket)?.close()
    await Promise.allSettled(this.#writes)
    await this.#dir.removed()
    this.#notify()
    killLeftovers("JUJU_MODEL_UUID", this.state.uuid)
    this.#dir.remove()
    Engine.#running.delete(this)
  }

  /** Cleans up when the process exits without stop(): kills all processes of the model and removes its folder. */
  #cleanUpOnExit(): void {
    for (const agent of this.#agents.values()) agent.killNow()
    killLeftovers("JUJU_MODEL_UUID", this.state.uuid)
    this.#dir.remove()
  }

  #notify(): void {
    for (const listener of [...this.#watchers]) listener()
  }
}
