import { type FSWatcher, readdirSync, statSync, type WatchListener, watch } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { MinijujuError } from "../../state/errors.ts"

/** A save writes several times, and a checkout writes many files: wait until nothing has changed for this time. */
const QUIET_MS = 25

/** Of each changed project, when its oldest unhandled change was seen. */
export class Changes<Project> {
  readonly #since = new Map<Project, number>()
  readonly #watchers = new Map<string, { readonly watcher: FSWatcher; readonly identity: string }>()
  #last = 0
  #ring = () => {}
  readonly #warn: (project: Project, message: string) => void

  /** @param warn called with the reason why a new folder cannot be watched */
  constructor(warn: (project: Project, message: string) => void = () => {}) {
    this.#warn = warn
  }

  /** Records a change of the project. */
  add(project: Project): void {
    this.#last = performance.now()
    if (!this.#since.has(project)) this.#since.set(project, this.#last)
    this.#ring()
  }

  /**
   * Watches a project's folder and the folders in it, without `node_modules` and hidden ones. One watcher for each
   * folder: Node.js 20 implements recursive watching on Linux with one for each file, also in `node_modules`.
   * @throws MinijujuError if the system refuses, for example because too many folders are watched
   */
  watch(project: Project, dir: string): void {
    // A folder that was deleted and made again has the same path, and often the same inode.
    const stat = existing(() => statSync(dir))
    const identity = `${stat?.ino} ${stat?.birthtimeMs}`
    if (this.#watchers.get(dir)?.identity === identity) return
    this.#unwatch(dir)
    const watcher = watchFolder(dir, (_, name) => {
      if (name !== null && isIgnored(name)) return
      // The name may be that of a new folder, or this folder was deleted.
      try {
        this.#watchFolders(project, dir)
      } catch (error) {
        this.#warn(project, error instanceof Error ? error.message : String(error))
      }
      this.add(project)
    })
    // Deleted since it was listed.
    if (watcher === undefined) return
    watcher.on("error", () => this.#unwatch(dir))
    this.#watchers.set(dir, { watcher, identity })
    this.#watchFolders(project, dir)
  }

  /** Resolves to a changed project as soon as it is unchanged for a moment; undefined when `signal` is aborted. */
  async next(signal: AbortSignal): Promise<{ project: Project; since: number } | undefined> {
    while (!signal.aborted) {
      const [first] = this.#since
      if (first === undefined) {
        await this.#rung(signal)
        continue
      }
      const quiet = performance.now() - this.#last
      if (quiet < QUIET_MS) {
        await sleep(QUIET_MS - quiet)
        continue
      }
      const [project, since] = first
      this.#since.delete(project)
      return { project, since }
    }
    return undefined
  }

  close(): void {
    for (const dir of [...this.#watchers.keys()]) this.#unwatch(dir)
  }

  #watchFolders(project: Project, dir: string): void {
    const entries = existing(() => readdirSync(dir, { withFileTypes: true }))
    if (entries === undefined) this.#unwatch(dir)
    for (const entry of entries ?? [])
      if (entry.isDirectory() && !isIgnored(entry.name)) this.watch(project, join(dir, entry.name))
  }

  #unwatch(dir: string): void {
    this.#watchers.get(dir)?.watcher.close()
    this.#watchers.delete(dir)
  }

  #rung(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        signal.removeEventListener("abort", end)
        resolve()
      }
      this.#ring = end
      signal.addEventListener("abort", end)
    })
  }
}

function watchFolder(dir: string, listener: WatchListener<string>): FSWatcher | undefined {
  try {
    return existing(() => watch(dir, listener))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MinijujuError("bad-argument", `the folder ${dir} cannot be watched: ${reason}`, {
      cause: error,
    })
  }
}

const GONE: readonly unknown[] = ["ENOENT", "ENOTDIR"]

/** Returns undefined if the folder does not exist (any more), or is a file now. */
function existing<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof Error && "code" in error && GONE.includes(error.code)) return undefined
    throw error
  }
}

function isIgnored(name: string): boolean {
  return name === "node_modules" || name.startsWith(".") || name.endsWith(".charm") || name.endsWith("~")
}
