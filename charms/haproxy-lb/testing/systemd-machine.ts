import { execFile, spawn, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { findProgram } from "../src/haproxy/find-program.ts"
import { until } from "./servers.ts"

const execute = promisify(execFile)

/** Longest run of a command in the machine. */
const COMMAND_MS = 240_000

/** What a machine needs of this system: $1 is an empty folder; each further word is a file that it must see. */
const PROBE = `set -e
mount -n -t tmpfs probe "$1"
cd "$1"
mkdir changes work root groups
mount -n -t cgroup2 groups groups
mkdir groups/charmkit-probe-$$
rmdir groups/charmkit-probe-$$
mount -n -t overlay probe -o lowerdir=/,upperdir=changes,workdir=work root
shift
for one; do
  if [ ! -e "root$one" ]; then echo "$one is in another file system than /" >&2; exit 1; fi
done
`

/**
 * Boots this system's own systemd whenever a signal has ended it, as a reboot does, until the file `off` exists: on an overlay of all its files,
 * whose changes are in memory, with an own loopback network and an own control group. Nothing else of this system is visible. $1 is an empty folder,
 * $2 the group's name.
 */
const MACHINE = `set -e
mount -n -t tmpfs -o mode=755 machine "$1"
cd "$1"
mkdir changes work units groups root
mount -n -t cgroup2 groups groups
# Empty groups of test processes that were killed.
for left in groups/charmkit-*; do
  [ -e "/proc/\${left##*-}" ] || find "$left" -depth -type d -exec rmdir {} + 2>/dev/null || true
done
mkdir "groups/$2"
echo 0 > "groups/$2/cgroup.procs"
# At its start, Debian empties /tmp.
ln -s /dev/null units/systemd-tmpfiles-setup.service
cat > boot
ended=129
while [ $ended -gt 128 ] && [ ! -e off ]; do
  ended=0
  unshare -m -p -u -n -i --cgroup -f --kill-child=KILL /bin/sh boot || ended=$?
done
echo 0 > groups/cgroup.procs
# Linux removes the last process of a group some time after its end.
for _ in 1 2 3 4 5 6 7 8 9; do
  if find "groups/$2" -depth -type d -exec rmdir {} + 2>/dev/null; then break; fi
  sleep 0.2
done
`

/** What becomes the first process of a boot, in the machine's folder. */
const FIRST_PROCESS = `set -e
rm -rf work/*
mount -n -t overlay machine -o lowerdir=/,upperdir=changes,workdir=work root
cd root
mount -n -t proc proc proc
# Most settings of the kernel are this system's, too; systemd would change them at its start.
for one in sys sysrq-trigger; do
  [ -e proc/$one ] || continue
  mount -n --bind proc/$one proc/$one
  mount -n -o remount,bind,ro proc/$one
done
mount -n -t sysfs -o ro sys sys
mount -n -t cgroup2 groups sys/fs/cgroup
mount -n -t tmpfs -o mode=755 run run
mount -n -t tmpfs -o mode=755 dev dev
for one in null zero full random urandom tty; do : > dev/$one; mount -n --bind /dev/$one dev/$one; done
mkdir dev/pts dev/shm
mount -n -t devpts -o newinstance,ptmxmode=666 pts dev/pts
mount -n -t tmpfs shm dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
mount -n --bind ../units etc/systemd/system
ip link set lo up
pivot_root . mnt
cd /
umount -n -l mnt
exec env -i container=other "PATH=$PATH" /lib/systemd/systemd --unit=multi-user.target
`

/** Why this machine cannot be had here; undefined if it can. */
export function noSystemd(): string | undefined {
  if (process.getuid?.() !== 0) return "only root can boot it"
  if (!existsSync("/lib/systemd/systemd")) return "systemd is not installed"
  const missing = ["unshare", "nsenter", "ip", "systemctl"].find((one) => findProgram(one) === undefined)
  if (missing !== undefined) return `${missing} is not installed`
  const folder = mkdtempSync(join(tmpdir(), "sd-"))
  const files = [process.execPath, import.meta.filename, folder]
  const words = ["-m", "-p", "-u", "-n", "-i", "--cgroup", "-f", "/bin/sh", "-c", PROBE, "sh", folder]
  const { status, stderr } = spawnSync("unshare", [...words, ...files], { encoding: "utf8" })
  rmdirSync(folder)
  return status === 0 ? undefined : stderr.trim()
}

/** A machine whose first process is this system's real systemd, in namespaces. It ends with the test, and leaves nothing. */
export class SystemdMachine implements AsyncDisposable {
  readonly #folder: string
  readonly #shell: number
  #isUp = true
  readonly #ended: Promise<void>
  #said = ""

  /** @param folder an empty folder, which stays empty outside of the machine */
  constructor(folder: string) {
    this.#folder = folder
    const words = ["--mount", "/bin/sh", "-c", MACHINE, "sh", folder, `charmkit-${process.pid}`]
    const child = spawn("unshare", words, { stdio: ["pipe", "ignore", "pipe"] })
    this.#shell = child.pid ?? 0
    this.#ended = new Promise((resolve) => {
      child.once("close", () => {
        this.#isUp = false
        resolve()
      })
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#said += text
    })
    child.stdin.end(FIRST_PROCESS)
  }

  /**
   * Waits until systemd has started everything.
   * @returns why it cannot be booted; undefined if it is
   */
  async booted(before?: number): Promise<string | undefined> {
    const state = async () => {
      const first = this.#first
      // As long as it starts, the exit status is 1.
      return first === undefined || first === before
        ? ""
        : this.run("sh", "-c", "systemctl is-system-running; true").catch(() => "")
    }
    const isDone = async () => !this.#isUp || /^(running|degraded)$/.test(await state())
    await until("systemd", isDone)
    return this.#isUp ? undefined : this.#said
  }

  async reboot(): Promise<void> {
    const before = this.#first
    await this.run("systemctl", "reboot", "--force", "--force").catch(() => undefined)
    await this.booted(before)
  }

  /** Runs a command in the machine. @returns its output. @throws if it fails */
  async run(...command: readonly string[]): Promise<string> {
    const enter = ["--target", String(this.#first), "--all", "--", ...command]
    const { stdout } = await execute("nsenter", enter, { cwd: "/", maxBuffer: 1 << 24, timeout: COMMAND_MS })
    return stdout.trimEnd()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isUp) {
      const off = ["--target", String(this.#shell), "--mount", "touch", `${this.#folder}/off`]
      await execute("nsenter", off)
      // Whatever it is about to boot ends with its first process, or with what starts that.
      const id = this.#processes.at(-1)
      if (id !== undefined) await execute("kill", ["-KILL", String(id)]).catch(() => undefined)
    }
    await this.#ended
  }

  /** The id of systemd, outside of the machine. */
  get #first(): number | undefined {
    const [, first = 0] = this.#processes
    return nameOf(first) === "systemd" ? first : undefined
  }

  /** The ids of what starts the first process, and of that one. */
  get #processes(): readonly number[] {
    const [starter = 0] = childrenOf(this.#shell)
    const [first = 0] = childrenOf(starter)
    return [starter, first].filter((id) => id > 0)
  }
}

const childrenOf = (id: number): readonly number[] =>
  read(`/proc/${id}/task/${id}/children`).split(" ").filter(Boolean).map(Number)
const nameOf = (id: number): string => read(`/proc/${id}/comm`).trim()

function read(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return ""
  }
}
