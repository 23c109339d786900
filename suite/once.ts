import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

/** The variable that names the folder of a run, for everything that the run starts. */
export const RUN_FOLDER = "CHARMKIT_TEST_RUN"
/** Below it: what the run's test files share. */
export const SHARED = "shared"

/**
 * Makes something once for all test files of a run, whichever process asks first; the others wait for it.
 *
 * @param name what it is, as the name of a folder
 * @param make fills the folder that it is given; its error is the error of whoever has asked
 * @returns the folder, which nobody changes any more
 */
export async function once(name: string, make: (folder: string) => Promise<unknown>): Promise<string> {
  const run = process.env[RUN_FOLDER]
  if (run === undefined) throw new Error("only the tests of a run share something: run-folder.ts")
  const shared = join(run, SHARED)
  const folder = join(shared, name)
  const lock = `${folder}.lock`
  await mkdir(shared, { recursive: true })
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

/** A lock is a file with the process that holds it; a process that has ended holds none. */
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
