import { readdirSync, readFileSync, rmSync } from "node:fs"
import { copyFile, mkdir, mkdtemp, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { AgentPlace } from "../agent/hook-environment.ts"
import { isRunning, killLeftovers } from "../agent/process-tree.ts"
import { makeToolsDir } from "../agent/tools-dir.ts"
import type { UnitState } from "../state/unit.ts"
import { MinijujuError } from "./errors.ts"

const PREFIX = "minijuju-"
/** Says which process and which model a folder belongs to. */
const OWNER = "owner"

/** A path socket's limit in the kernel is 108 bytes with its end mark. */
const MAX_SOCKET_PATH = 107

/** The folder of one running model: tools, archives, units' charms, sockets. Removed whole at the end. */
export class ModelDir {
  readonly path: string
  #sockets = 0
  #archives = 0

  private constructor(path: string) {
    this.path = path
  }

  static async make(modelUuid: string, parent = tmpdir()): Promise<ModelDir> {
    removeAbandoned(parent)
    const dir = new ModelDir(await mkdtemp(join(parent, PREFIX)))
    await writeFile(join(dir.path, OWNER), `${process.pid} ${modelUuid}`)
    if (dir.#socketPath(999_999).length > MAX_SOCKET_PATH) {
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
    this.#sockets += 1
    return {
      charmDir: this.charmDir(unit.name),
      toolsDir: join(this.path, "tools"),
      socket: this.#socketPath(this.#sockets),
    }
  }

  charmDir(unitName: string): string {
    return join(this.path, "agents", `unit-${unitName.replace("/", "-")}`, "charm")
  }

  async keepArchive(file: string): Promise<string> {
    this.#archives += 1
    const copy = join(this.path, "charms", `${this.#archives}.charm`)
    await copyFile(file, copy)
    return copy
  }

  removeUnit(unitName: string): void {
    rmSync(join(this.charmDir(unitName), ".."), { recursive: true, force: true })
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 })
  }

  #socketPath(number: number): string {
    return join(this.path, "s", String(number))
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
