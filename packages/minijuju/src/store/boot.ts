import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const FILE = "boot"

/**
 * What has become of the processes that charms had started: they run; they were ended with the model; or the machine
 * itself has stopped since, and files that were not asked onto the disk may be missing as well.
 */
export type Workloads = "running" | "ended" | "machine stopped"

export function workloads(modelDir: string): Workloads {
  const noted = read(join(modelDir, FILE))
  if (noted === bootId()) return "running"
  return noted === ended() ? "ended" : "machine stopped"
}

/** From here on charms' processes run in this boot of the machine. */
export function noteBoot(modelDir: string): void {
  writeFileSync(join(modelDir, FILE), bootId())
}

/** Everything of the model has been ended. */
export function noteEnd(modelDir: string): void {
  const file = join(modelDir, FILE)
  try {
    writeFileSync(file, ended())
  } catch {
    // On a full disk: less is known then, and more is done again.
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

/** Differs after every start of the machine; where the system does not tell, a machine never restarts. */
function bootId(): string {
  return read("/proc/sys/kernel/random/boot_id").trim() || "unknown"
}
