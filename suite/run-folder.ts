import { spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { TestProject } from "vitest/node"
import { EXTRA_CERTIFICATES } from "./extra-certificates.ts"
import { RUN_FOLDER, SHARED } from "./once.ts"

/**
 * Vitest's global setup: creates one folder for all temporary files of a test run and of the processes that it starts. At the end of the
 * run, a cleaner process removes the folder and kills every process that still has it in its environment. The cleaner waits for the end of a
 * pipe from this process, so it also runs if the test run is killed.
 */
export default function setup(project: TestProject): () => Promise<void> {
  // Vitest calls this once for each project. A Vitest run that a test starts uses the folder of the outer run.
  if (process.env[RUN_FOLDER] !== undefined) return async () => {}
  if (process.env.SEED === "random") {
    process.env.SEED = String(Date.now() % 2 ** 31)
    console.log(`SEED=${process.env.SEED} repeats this run`)
  }
  const { NODE_EXTRA_CA_CERTS } = process.env
  if (NODE_EXTRA_CA_CERTS !== undefined) process.env[EXTRA_CERTIFICATES] = NODE_EXTRA_CA_CERTS
  delete process.env.NODE_EXTRA_CA_CERTS
  const folder = mkdtempSync(join(shortTmpdir(), "ck-"))
  // Readable for others, because a test may run a program as another user.
  chmodSync(folder, 0o711)
  const cleaner = spawn("sh", [join(import.meta.dirname, "clean-up.sh"), folder, project.tmpDir], {
    stdio: ["pipe", "ignore", "pipe"],
    // Ctrl+C must end the run, but not the cleaner.
    detached: true,
  })
  let left = ""
  cleaner.stderr.setEncoding("utf8").on("data", (text: string) => {
    left += text
  })
  process.env.TMPDIR = folder
  process.env[RUN_FOLDER] = folder
  // Discards results of an earlier run in watch mode, because sources may have changed.
  project.onTestsRerun(() => rmSync(join(folder, SHARED), { recursive: true, force: true }))
  return async () => {
    const ended = once(cleaner, "close")
    cleaner.stdin.end()
    await ended
    if (left === "") return
    console.error(`Killed processes that the tests left running:\n${left}`)
    process.exitCode = 1
  }
}

/** Keeps the path short: a socket's path is limited to 107 bytes, HAProxy's to 97, and tests nest folders. */
function shortTmpdir(): string {
  const longest = "/var/tmp/01234567".length
  return tmpdir().length <= longest ? tmpdir() : "/tmp"
}
