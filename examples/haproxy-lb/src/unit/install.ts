import { execFile } from "node:child_process"
import { accessSync, constants } from "node:fs"

const APT = "/usr/bin/apt-get"

/** Installs Debian's package. @returns why not, in words for the log; undefined if it is there now */
export async function installHaproxy(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return "the charm does not run as root"
  try {
    accessSync(APT, constants.X_OK)
  } catch {
    return "this machine has no apt-get"
  }
  const first = await apt("install", "-y", "--no-install-recommends", "haproxy")
  if (first === undefined) return undefined
  // The lists of packages may be old, or not there yet.
  return (await apt("update")) ?? (await apt("install", "-y", "--no-install-recommends", "haproxy"))
}

function apt(...args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" }
    const all = ["-q", "-o", "DPkg::Lock::Timeout=300", ...args]
    execFile(APT, all, { env, timeout: 900_000, maxBuffer: 16 * 1024 * 1024 }, (error, _out, stderr) => {
      resolve(error === null ? undefined : stderr.trim().split("\n").at(-1) || error.message)
    })
  })
}
