import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { TestProject } from "vitest/node"
import { makeTarballs, type Tarball } from "./make-tarballs.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** A folder that all test files of a run share, and that goes with the run. */
    readonly runFolder: string
  }
}

/** Vitest's global setup: a folder for what several test files need and one of them makes. */
export default function setup({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "charmkit-run-"))
  provide("runFolder", folder)
  return () => rmSync(folder, { recursive: true, force: true })
}

type Made = { readonly tarballs: readonly Tarball[] } | { readonly failure: string }

/** The tarballs of all published packages: made by the test file that asks first, for all files of the run. */
export async function tarballsOfRun(root: string, runFolder: string): Promise<readonly Tarball[]> {
  const folder = join(runFolder, "tarballs")
  const report = join(runFolder, "tarballs.json")
  if (claims(folder)) writeReport(report, await make(root, folder))
  else await appears(report, runFolder)
  const made: Made = JSON.parse(readFileSync(report, "utf8"))
  if ("failure" in made) throw new Error(made.failure)
  return made.tarballs
}

function claims(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error
    return false
  }
}

async function make(root: string, folder: string): Promise<Made> {
  try {
    return { tarballs: await makeTarballs(root, folder) }
  } catch (error) {
    return { failure: String(error) }
  }
}

function writeReport(file: string, made: Made): void {
  writeFileSync(`${file}.new`, JSON.stringify(made))
  renameSync(`${file}.new`, file)
}

function appears(file: string, folder: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, look)
    function look(): void {
      if (!existsSync(file)) return
      watcher.close()
      resolve()
    }
    look()
  })
}
