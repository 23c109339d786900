import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

/** Environment variable with the folder of the test run; processes that the run starts inherit it. */
export const RUN_FOLDER = "CHARMKIT_TEST_RUN"
/** Subfolder for results that the run's test files share. */
export const SHARED = "shared"

/**
 * Builds something once for all test files of a run: the first process that calls this builds it, others wait for the result.
 *
 * @param name name of the folder
 * @param make fills the given folder; if it fails, the caller gets its error
 * @returns the folder, which must not be changed
 */
export function once(name: string, make: (folder: string) => Promise<unknown>): Promise<string> {
  const run = process.env[RUN_FOLDER]
  if (run === undefined)
    throw new Error(
      "the folder of the test run is unknown: once() works only in tests that Vitest runs with suite/run-folder.ts",
    )
  return onceIn(join(run, SHARED, name), make)
}

/** Builds a folder once, as {@link once} does, for all processes that ask for it. The folder may outlive the test run. */
export async function onceIn(folder: string, make: (draft: string) => Promise<unknown>): Promise<string> {
  const lock = `${folder}.lock`
  await mkdir(dirname(folder), { recursive: true })
  while (!(await exists(folder))) {
    if (!(await takeLock(lock))) {
      await sleep(20)
      continue
    }
    try {
      if (await exists(folder)) break
      const draft = await mkdtemp(`${folder}.`)
      await make(draft)
      await rename(draft, folder)
    } finally {
      await rm(lock, { force: true })
    }
  }
  return folder
}

/** A lock is a file with the holder's process id. The lock of a process that has ended is free. */
async function takeLock(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: "wx" })
    return true
  } catch {
    const holder = Number(await readFile(lock, "utf8").catch(() => ""))
    if (holder > 0 && !(await exists(`/proc/${holder}`))) await rm(lock, { force: true })
    return false
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}
