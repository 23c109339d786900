import { spawn } from "node:child_process"
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"

// A stand-in for systemctl, for machines without systemd: runs the ExecStart of a unit file for real, in a session of its own and without the
// caller's environment, and restarts it. It reads a unit file as systemd.syntax(7) describes, as far as these units use it.
const root = process.env.SYSTEMD_ROOT ?? ""
const units = join(root, "etc/systemd/system")
const [action = "", ...words] = process.argv.slice(2).filter((word) => word !== "--quiet")
const unit = words.find((word) => !word.startsWith("-")) ?? ""
const file = join(units, unit)
const state = join(root, `${unit}.running`)
const enabled = join(root, `${unit}.enabled`)

/** The values of a setting, in which `%%` is `%`. */
function settings(name: string): readonly string[] {
  const lines = readFileSync(file, "utf8").split("\n")
  return lines.flatMap((line) => (line.startsWith(`${name}=`) ? [line.slice(name.length + 1)] : []))
}

const plain = (text = "") => text.replaceAll("%%", "%")

function commandLine(): readonly string[] {
  const [line = ""] = settings("ExecStart")
  const quoted = [...line.matchAll(/"((?:\\.|[^"\\])*)"/g)].map(([, word = ""]) => word)
  return quoted.map((word) => plain(word.replace(/\\(.)/g, "$1")).replaceAll("$$", "$"))
}

/** Like systemd: an own session, restarted until it is stopped. */
function supervise(): void {
  const [command = "", ...args] = commandLine()
  const cwd = plain(settings("WorkingDirectory")[0])
  const child = spawn(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"], env: {} })
  writeFileSync(state, `${process.pid} ${child.pid}`)
  process.once("SIGTERM", () => child.kill())
  child.once("exit", () => {
    process.removeAllListeners("SIGTERM")
    if (existsSync(state)) setTimeout(supervise, 100)
  })
}

function stop(): void {
  if (!existsSync(state)) return
  const manager = Number.parseInt(readFileSync(state, "utf8"), 10)
  rmSync(state)
  // A file that says nothing must not become 0, which is the process group of the tests.
  if (manager > 0) process.kill(manager, "SIGTERM")
}

switch (action) {
  case "daemon-reload":
    break
  case "enable":
    if (!existsSync(enabled)) symlinkSync(file, enabled)
    break
  case "start":
    if (!existsSync(state)) {
      const [script = ""] = process.argv.slice(1)
      const env = { SYSTEMD_ROOT: root }
      const args = [script, "supervise", unit]
      const manager = spawn(process.execPath, args, { detached: true, stdio: "ignore", env })
      writeFileSync(state, String(manager.pid))
      manager.unref()
    }
    break
  case "supervise":
    supervise()
    break
  case "disable":
    rmSync(enabled, { force: true })
    if (words.includes("--now")) stop()
    break
  default:
    console.error(`systemctl ${action} is not a command of this stand-in`)
    process.exitCode = 1
}
