import { spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { TestProject } from "vitest/node"
import { RUN_FOLDER, SHARED } from "./once.ts"

/**
 * Vitest's global setup: one folder for all temporary files of a run of the tests, its own and those of the programs that it starts. The
 * folder goes with the run, and so does every process that still has it as TMPDIR or below another variable, also when the run is killed: a
 * program with the reading end of a pipe waits for the end of this process.
 */
export default function setup(project: TestProject): () => Promise<void> {
  // Asked once for each of Vitest's projects; and a run that a test starts is part of the test's own run.
  if (process.env[RUN_FOLDER] !== undefined) return async () => {}
  if (process.env.SEED === "random") {
    process.env.SEED = String(Date.now() % 2 ** 31)
    console.log(`SEED=${process.env.SEED} repeats this run`)
  }
  const folder = mkdtempSync(join(shortTmpdir(), "ck-"))
  // A test may run a program as another user.
  chmodSync(folder, 0o711)
  const cleaner = spawn("sh", [join(import.meta.dirname, "clean-up.sh"), folder, project.tmpDir], {
    stdio: ["pipe", "ignore", "pipe"],
    // Ctrl+C is for the run, not for who cleans up after it.
    detached: true,
  })
  let left = ""
  cleaner.stderr.setEncoding("utf8").on("data", (text: string) => {
    left += text
  })
  process.env.TMPDIR = folder
  process.env[RUN_FOLDER] = folder
  // What was made from sources that have changed since is made again.
  project.onTestsRerun(() => rmSync(join(folder, SHARED), { recursive: true, force: true }))
  return async () => {
    const ended = once(cleaner, "close")
    cleaner.stdin.end()
    await ended
    if (left === "") return
    console.error(`Processes that the tests have left running, now killed:\n${left}`)
    process.exitCode = 1
  }
}

/** The path of a socket may have 107 bytes, HAProxy's 97: tests that make folders in folders need most of them. */
function shortTmpdir(): string {
  const longest = "/var/tmp/01234567".length
  return tmpdir().length <= longest ? tmpdir() : "/tmp"
}
