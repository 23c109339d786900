import { randomUUID } from "node:crypto"
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { AgentPlace } from "../agent/hook-environment.ts"
import { isRunning, killLeftovers } from "../agent/process-tree.ts"
import type { RunningExecution } from "../agent/runtime.ts"
import { makeToolsDir } from "../agent/tools-dir.ts"
import { MinijujuError } from "../state/errors.ts"
import type { UnitState } from "../state/unit.ts"
import { recordEnd } from "../store/boot.ts"
import { endRecorded, recordRunning } from "../store/running-record.ts"
import { syncPath } from "../store/state-file.ts"

const PREFIX = "minijuju-"
/** File with the process id and the model UUID that a folder belongs to. */
const OWNER = "owner"

/** Linux limits a socket's path to 108 bytes including the terminating null byte. */
const MAX_SOCKET_PATH = 107

export function fitsSocket(path: string): boolean {
  return Buffer.byteLength(path) <= MAX_SOCKET_PATH
}

const ARCHIVE = ".charm"

/** Prefix of folders that are being deleted: the deletion may take long. */
const TRASH = ".gone-"

/** File next to a unit's charm folder: records the process that runs for the unit. */
const RUNNING = "running"

/**
 * The folder of one model: tools, archives, units' charms, sockets. Deleted when the model stops, unless it is
 * persistent.
 */
export class ModelDir {
  readonly path: string
  readonly #sockets: string
  readonly #persistent: boolean
  readonly #removals = new Set<Promise<void>>()
  #lastSocket = 0

  private constructor(path: string, { sockets = join(path, "s"), persistent = false } = {}) {
    this.path = path
    this.#sockets = sockets
    this.#persistent = persistent
  }

  /**
   * Opens or creates a folder that stays when the process ends.
   * @param sockets prefix of the paths of sockets; short, because their length is limited
   */
  static async openPersistent(path: string, sockets: string, jujuVersion?: string): Promise<ModelDir> {
    const dir = new ModelDir(path, { sockets, persistent: true })
    await Promise.all(["agents", "charms"].map((name) => mkdir(join(path, name), { recursive: true })))
    for (const unit of readdirSync(join(path, "agents"))) endRecorded(join(path, "agents", unit, RUNNING))
    for (const name of readdirSync(path)) if (name.startsWith(TRASH)) dir.#remove(join(path, name))
    const tools = join(path, "tools")
    await rm(tools, { recursive: true, force: true })
    await makeToolsDir(tools, undefined, jujuVersion, dir.execSocket)
    return dir
  }

  static async make(modelUuid: string, parent = tmpdir(), jujuVersion?: string): Promise<ModelDir> {
    removeAbandoned(parent)
    const dir = new ModelDir(await mkdtemp(join(parent, PREFIX)))
    await writeFile(join(dir.path, OWNER), `${process.pid} ${modelUuid}`)
    if (!fitsSocket(dir.#socketPath(999_999))) {
      dir.remove()
      throw new MinijujuError(
        "bad-argument",
        `the folder "${parent}" has too long a path for sockets: choose a shorter one (option dir, or TMPDIR)`,
      )
    }
    await Promise.all(["s", "agents", "charms"].map((name) => mkdir(join(dir.path, name))))
    await makeToolsDir(join(dir.path, "tools"), undefined, jujuVersion, dir.execSocket)
    return dir
  }

  /** The path of the socket for `juju-exec`. */
  get execSocket(): string {
    return join(this.#sockets, "exec")
  }

  /**
   * Returns the paths of an execution. Each execution has its own socket path, so that a process left by an
   * earlier hook cannot call tools in a later one.
   */
  place(unit: UnitState): AgentPlace {
    this.#lastSocket += 1
    return {
      charmDir: this.charmDir(unit.name),
      toolsDir: join(this.path, "tools"),
      socket: this.#socketPath(this.#lastSocket),
    }
  }

  charmDir(unitName: string): string {
    return join(this.path, "agents", `unit-${unitName.replace("/", "-")}`, "charm")
  }

  /** The folder with all files that units need: the model's, or the user's, with the sockets, for a model on disk. */
  get shared(): string {
    return this.#persistent ? dirname(dirname(this.path)) : this.path
  }

  /** The folder of an isolated machine's changes of files. */
  machineDir(machine: string): string {
    return join(this.path, "machines", machine)
  }

  /** Numbers of the machines that have a folder. */
  machines(): string[] {
    const folder = join(this.path, "machines")
    return existsSync(folder) ? readdirSync(folder) : []
  }

  removeMachine(machine: string): void {
    this.#discard(this.machineDir(machine))
  }

  /** Copies an archive into the model's folder. Its contents are unpacked next to it, into `unpackedDir`. */
  async copyArchive(file: string): Promise<string> {
    const copy = join(this.path, "charms", `${randomUUID()}${ARCHIVE}`)
    await copyFile(file, copy)
    if (this.#persistent) {
      syncPath(copy)
      syncPath(join(copy, ".."))
    }
    return copy
  }

  unpackedDir(archive: string): string {
    return archive.slice(0, -ARCHIVE.length)
  }

  dropArchive(archive: string): void {
    this.dropUnpacked(archive)
    rmSync(archive, { force: true })
  }

  dropUnpacked(archive: string): void {
    this.#discard(this.unpackedDir(archive))
  }

  /**
   * Removes archives that no application uses, and all unpacked contents, which may be incomplete after a power
   * failure.
   */
  dropArchives(used: ReadonlySet<string>): void {
    const folder = join(this.path, "charms")
    for (const name of readdirSync(folder))
      if (!used.has(join(folder, name))) this.#discard(join(folder, name))
  }

  removeUnit(unitName: string): void {
    this.#discard(join(this.charmDir(unitName), ".."))
  }

  /** Resolves when all deletions have finished. */
  async removed(): Promise<void> {
    await Promise.all(this.#removals)
  }

  /** Removes a file or folder from its place at once, and deletes its contents in the background. */
  #discard(path: string): void {
    if (!existsSync(path)) return
    const trash = join(this.path, `${TRASH}${randomUUID()}`)
    renameSync(path, trash)
    this.#remove(trash)
  }

  #remove(trash: string): void {
    // If the deletion fails, the next process tries again.
    const removal = rm(trash, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined)
    this.#removals.add(removal)
    void removal.then(() => this.#removals.delete(removal))
  }

  recordRunning(unitName: string, execution: RunningExecution | undefined): void {
    if (this.#persistent) recordRunning(join(this.charmDir(unitName), "..", RUNNING), execution)
  }

  /** Marks the end of the model's processes in a persistent folder, otherwise deletes the folder. */
  remove(): void {
    if (this.#persistent) {
      recordEnd(this.path)
      return
    }
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 })
  }

  #socketPath(number: number): string {
    return join(this.#sockets, String(number))
  }
}

/** Cleans up after processes that were killed: deletes their models' folders and kills hooks that still run. */
function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(PREFIX))) {
    const path = join(parent, name)
    const [pid = "", modelUuid = ""] = readOwner(path).split(" ")
    if (modelUuid === "" || isRunning(Number(pid))) continue
    killLeftovers("JUJU_MODEL_UUID", modelUuid)
    rmSync(path, { recursive: true, force: true })
  }
}

function readOwner(path: string): string {
  try {
    return readFileSync(join(path, OWNER), "utf8")
  } catch {
    // The folder belongs to another user, or is being created.
    return ""
  }
}
