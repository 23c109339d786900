import { rmSync } from "node:fs"
import { copyFile, mkdir, mkdtemp } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { AgentPlace } from "../agent/hook-environment.ts"
import { makeToolsDir } from "../agent/tools-dir.ts"
import type { UnitState } from "../state/unit.ts"
import { MinijujuError } from "./errors.ts"

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

  static async make(parent = tmpdir()): Promise<ModelDir> {
    const dir = new ModelDir(await mkdtemp(join(parent, "minijuju-")))
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
