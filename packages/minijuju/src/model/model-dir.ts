import { randomUUID } from "node:crypto"
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { AgentPlace } from "../agent/hook-environment.ts"
import { isRunning, killLeftovers } from "../agent/process-tree.ts"
import type { RunningExecution } from "../agent/runtime.ts"
import { makeToolsDir } from "../agent/tools-dir.ts"
import type { UnitState } from "../state/unit.ts"
import { noteEnd } from "../store/boot.ts"
import { endRecorded, noteRunning } from "../store/running-record.ts"
import { syncPath } from "../store/state-file.ts"
import { MinijujuError } from "./errors.ts"

const PREFIX = "minijuju-"
/** Says which process and which model a folder belongs to. */
const OWNER = "owner"

/** A path socket's limit in the kernel is 108 bytes with its end mark. */
const MAX_SOCKET_PATH = 107

export function fitsSocket(path: string): boolean {
  return Buffer.byteLength(path) <= MAX_SOCKET_PATH
}

const ARCHIVE = ".charm"

/** Begins the names of folders that are being removed: they may hold many files. */
const GONE = ".gone-"

/** Beside a unit's charm: the process that runs for it. */
const RUNNING = "running"

/** The folder of one model: tools, archives, units' charms, sockets. Removed whole at the end, unless it is kept. */
export class ModelDir {
  readonly path: string
  readonly #sockets: string
  readonly #kept: boolean
  readonly #removals = new Set<Promise<void>>()
  #lastSocket = 0

  private constructor(path: string, { sockets = join(path, "s"), kept = false } = {}) {
    this.path = path
    this.#sockets = sockets
    this.#kept = kept
  }

  /**
   * A folder that stays when its process ends, new or as an earlier process has left it.
   * @param sockets the beginning of the paths of sockets; short, because their length is limited
   */
  static async keep(path: string, sockets: string): Promise<ModelDir> {
    const dir = new ModelDir(path, { sockets, kept: true })
    await Promise.all(["agents", "charms"].map((name) => mkdir(join(path, name), { recursive: true })))
    for (const unit of readdirSync(join(path, "agents"))) endRecorded(join(path, "agents", unit, RUNNING))
    for (const name of readdirSync(path)) if (name.startsWith(GONE)) dir.#remove(join(path, name))
    const tools = join(path, "tools")
    await rm(tools, { recursive: true, force: true })
    await makeToolsDir(tools)
    return dir
  }

  static async make(modelUuid: string, parent = tmpdir()): Promise<ModelDir> {
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
    await makeToolsDir(join(dir.path, "tools"))
    return dir
  }

  /** Each execution listens on a path of its own: what an earlier hook left running cannot speak to a later one. */
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

  /** The model's own copy of an archive. What it holds goes beside it, into `unpackedDir`. */
  async keepArchive(file: string): Promise<string> {
    const copy = join(this.path, "charms", `${randomUUID()}${ARCHIVE}`)
    await copyFile(file, copy)
    if (this.#kept) {
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

  /** Removes archives that no application uses any more, and whatever was unpacked: a power cut may have taken parts of it. */
  dropArchives(used: ReadonlySet<string>): void {
    const folder = join(this.path, "charms")
    for (const name of readdirSync(folder))
      if (!used.has(join(folder, name))) this.#discard(join(folder, name))
  }

  removeUnit(unitName: string): void {
    this.#discard(join(this.charmDir(unitName), ".."))
  }

  /** Resolves when nothing is being removed any more. */
  async removed(): Promise<void> {
    await Promise.all(this.#removals)
  }

  /** Takes a file or folder away at once; what it holds is removed while hooks and commands go on. */
  #discard(path: string): void {
    if (!existsSync(path)) return
    const grave = join(this.path, `${GONE}${randomUUID()}`)
    renameSync(path, grave)
    this.#remove(grave)
  }

  #remove(grave: string): void {
    // What cannot be removed now is found again by the next process.
    const removal = rm(grave, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined)
    this.#removals.add(removal)
    void removal.then(() => this.#removals.delete(removal))
  }

  noteRunning(unitName: string, execution: RunningExecution | undefined): void {
    if (this.#kept) noteRunning(join(this.charmDir(unitName), "..", RUNNING), execution)
  }

  /** The end of the model's process, with everything that charms have left running. */
  remove(): void {
    if (this.#kept) {
      noteEnd(this.path)
      return
    }
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 })
  }

  #socketPath(number: number): string {
    return join(this.#sockets, String(number))
  }
}

/** A process that was killed cannot clean up: the next model does it, hooks that still run included. */
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
    // Another user's, or one that is just being made.
    return ""
  }
}
