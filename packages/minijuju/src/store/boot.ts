import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const FILE = "boot"

/**
 * The state of the processes that charms had started: still running, ended with the model, or ended by a reboot
 * or crash of the machine. After the last, files that were not synced may be missing.
 */
export type Workloads = "running" | "ended" | "machine stopped"

export function workloads(modelDir: string): Workloads {
  const noted = read(join(modelDir, FILE))
  if (noted === bootId()) return "running"
  return noted === ended() ? "ended" : "machine stopped"
}

/** Records that charms' processes run in the current boot of the machine. */
export function recordBoot(modelDir: string): void {
  writeFileSync(join(modelDir, FILE), bootId())
}

/** Records that all processes of the model have ended. */
export function recordEnd(modelDir: string): void {
  const file = join(modelDir, FILE)
  try {
    writeFileSync(file, ended())
  } catch {
    // Without the file (full disk), the next process assumes a reboot and repeats more work than necessary.
    rmSync(file, { force: true })
  }
}

function ended(): string {
  return `${bootId()} ended`
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return ""
  }
}

/** Returns an id that differs after each boot; where the system has none, reboots are not detected. */
function bootId(): string {
  return read("/proc/sys/kernel/random/boot_id").trim() || "unknown"
}
