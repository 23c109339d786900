import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const FILE = "boot"

/** True when what charms have started still runs: same boot of the machine, and nobody has ended it since. */
export function workloadsRun(modelDir: string): boolean {
  try {
    return readFileSync(join(modelDir, FILE), "utf8") === bootId()
  } catch {
    return false
  }
}

export function noteBoot(modelDir: string): void {
  writeFileSync(join(modelDir, FILE), bootId())
}

export function forgetBoot(modelDir: string): void {
  rmSync(join(modelDir, FILE), { force: true })
}

/** Differs after every start of the machine; where the system does not tell, a machine never restarts. */
function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()
  } catch {
    return "unknown"
  }
}
