import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { MinijujuError } from "../../state/errors.ts"
import { Changes } from "./changes.ts"
import type { DevEvent } from "./events.ts"
import { type Pack, packerOf } from "./packer.ts"

/** Sends `dev --feed` to the background process, which asks for archives with `next` and prints events. */
type Converse = (next: () => Promise<string | undefined>, out: (line: string) => void) => Promise<number>

interface ForegroundOptions {
  readonly folders: readonly string[]
  readonly conditions: readonly string[]
  readonly converse: Converse
  readonly report: (event: DevEvent) => void
  readonly signal: AbortSignal
}

interface Project {
  readonly dir: string
  readonly pack: Pack
  readonly outDir: string
  /** Hash of the archive that the model has. */
  hash?: string
}

/** Packs projects when they change and gives the archives to the background process, until `signal` is aborted. */
export async function runDev(options: ForegroundOptions): Promise<number> {
  const { folders, conditions, converse, report, signal } = options
  const temporary = mkdtempSync(join(tmpdir(), "minijuju-dev-"))
  const changes = new Changes<Project>((project, message) =>
    report({ event: "warning", project: project.dir, message }),
  )
  let packing: Promise<string | undefined> = Promise.resolve(undefined)
  let changedAt: number | undefined
  let last: Project | undefined
  try {
    for (const [index, folder] of folders.entries()) {
      const dir = projectFolder(folder)
      const pack = await packerOf(dir, conditions)
      const project: Project = { dir, pack, outDir: join(temporary, String(index)) }
      changes.watch(project, dir)
      changes.add(project)
      report({ event: "watching", project: dir })
    }
    const next = async () => {
      for (;;) {
        const change = await changes.next(signal)
        if (change === undefined) return undefined
        packing = packed(change.project, report)
        const file = await packing
        changedAt = change.since
        last = change.project
        if (file !== undefined) return file
      }
    }
    const out = (line: string) => {
      const event = parseEvent(line)
      if (event.event === "refused") delete last?.hash
      if (event.event !== "settled" || changedAt === undefined) return report(event)
      report({ ...event, seconds: (performance.now() - changedAt) / 1000 })
      changedAt = undefined
    }
    return await converse(next, out)
  } finally {
    changes.close()
    await packing
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** Resolves to the archive; to undefined if there is none, or the model has it already. */
async function packed(project: Project, report: (event: DevEvent) => void): Promise<string | undefined> {
  const started = performance.now()
  const { dir } = project
  try {
    const { file, charm, warnings, hash } = await project.pack(project.outDir)
    if (hash === project.hash) {
      report({ event: "unchanged", project: dir })
      return undefined
    }
    project.hash = hash
    for (const message of warnings) report({ event: "warning", project: dir, message })
    report({ event: "packed", project: dir, charm, seconds: (performance.now() - started) / 1000 })
    return file
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    report({ event: "pack-failed", project: dir, message })
    return undefined
  }
}

function projectFolder(folder: string): string {
  const dir = resolve(folder)
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory()) return dir
  throw new MinijujuError("not-found", `"${folder}" is not the folder of a charm project`)
}

/** The background process has the same version, and so the same events. */
function parseEvent(line: string): DevEvent {
  const event: DevEvent = JSON.parse(line)
  return event
}
