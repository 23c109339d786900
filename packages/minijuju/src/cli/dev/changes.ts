import { type FSWatcher, readdirSync, watch } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

/** A save writes several times, and a checkout writes many files: wait until nothing has changed for this time. */
const QUIET_MS = 25

/** Of each changed project, when its oldest unhandled change was seen. */
export class Changes<Project> {
  readonly #since = new Map<Project, number>()
  readonly #watchers = new Map<string, FSWatcher>()
  #last = 0
  #ring = () => {}

  /** Records a change of the project. */
  add(project: Project): void {
    this.#last = performance.now()
    if (!this.#since.has(project)) this.#since.set(project, this.#last)
    this.#ring()
  }

  /**
   * Watches a project's folder and the folders in it, without `node_modules` and hidden ones. One watcher for each
   * folder: Node.js 20 implements recursive watching on Linux with one for each file, also in `node_modules`.
   */
  watch(project: Project, dir: string): void {
    if (this.#watchers.has(dir)) return
    const watcher = watch(dir, (_, name) => {
      if (name !== null && isIgnored(name)) return
      // The name may be that of a new folder.
      this.#watchFolders(project, dir)
      this.add(project)
    })
    // The folder has been deleted. If it is created again, the watcher of its parent finds it.
    watcher.on("error", () => this.#unwatch(dir))
    this.#watchers.set(dir, watcher)
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
    try {
      for (const entry of readdirSync(dir, { withFileTypes: true }))
        if (entry.isDirectory() && !isIgnored(entry.name)) this.watch(project, join(dir, entry.name))
    } catch {
      this.#unwatch(dir)
    }
  }

  #unwatch(dir: string): void {
    this.#watchers.get(dir)?.close()
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

function isIgnored(name: string): boolean {
  return name === "node_modules" || name.startsWith(".") || name.endsWith(".charm") || name.endsWith("~")
}
