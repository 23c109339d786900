import { spawn } from "node:child_process"
import { setTimeout as sleep } from "node:timers/promises"
import type { CliHome } from "./cli-home.ts"

/** Starts a background process that cannot write files larger than this, and resolves to its id once it answers. */
export async function startLimited(home: CliHome, bytes: number): Promise<number> {
  const blocks = Math.ceil(bytes / 512)
  const log = `${home.env.MINIJUJU_HOME}/daemon.log`
  // A shell's ulimit counts blocks of 512 bytes.
  const script = `ulimit -f ${blocks}; exec "$0" "$@" 2>>${log}`
  const child = spawn("sh", ["-c", script, process.execPath, ...home.self, "--daemon"], {
    env: home.env,
    stdio: "ignore",
    detached: true,
  })
  child.unref()
  const { pid = 0 } = child
  while (home.pids()[0] !== pid) await sleep(20)
  return pid
}
