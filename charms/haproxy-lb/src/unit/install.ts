import { execFile } from "node:child_process"
import { findProgram } from "../haproxy/find-program.ts"

const INSTALL = ["install", "-y", "--no-install-recommends", "haproxy"]

/** Installs Debian's package. @returns the error of apt-get, for the log; undefined on success */
export async function installHaproxy(): Promise<string | undefined> {
  const program = findProgram("apt-get")
  if (program === undefined) return "this machine has no apt-get"
  const apt = (...args: readonly string[]) => run(program, args)
  if ((await apt(...INSTALL)) === undefined) return undefined
  // The package lists may be outdated or missing.
  return (await apt("update")) ?? (await apt(...INSTALL))
}

function run(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" }
    const all = ["-q", "-o", "DPkg::Lock::Timeout=300", ...args]
    execFile(program, all, { env, timeout: 900_000, maxBuffer: 16 * 1024 * 1024 }, (error, _out, stderr) => {
      resolve(error === null ? undefined : stderr.trim().split("\n").at(-1) || error.message)
    })
  })
}
