import { spawn, spawnSync } from "node:child_process"
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { setTimeout as sleep } from "node:timers/promises"
import { releaseFiles } from "../operator/release-files.ts"
import { MinijujuError } from "../state/errors.ts"
import type { CharmProcessOptions } from "./charm-process.ts"
import { processStart } from "./process-start.ts"
import { killProcess } from "./process-tree.ts"

/** Folders of the system that each isolated machine has for itself. No model can be inside of them. */
const SYSTEM = ["/etc", "/opt", "/srv", "/usr", "/var"]

/** All folders that each isolated machine has for itself. Charms write into root's home; other homes and `/tmp` are shared. */
const OWN = [...SYSTEM, "/root"]

/**
 * Becomes the first process of a machine, which ends with it. It sees the system's folders through overlays whose changes are in $1, and an
 * empty `/run`, so that no charm reaches the services of this system: only its resolver. The folder $2 is the same on all machines, also
 * where an overlay covers it. What `juju-folder.ts` has made is its `/var/lib/juju`. It ignores the end of its children, so that Linux removes those that it inherits.
 */
const FIRST_PROCESS = `set -e
folder=$1
shared=$2
shift 2
mkdir -p "$folder/run"
mount -n -t tmpfs -o mode=755 machine "$folder/run"
if [ -d /run/systemd/resolve ]; then
  mkdir -p "$folder/run/systemd"
  cp -r /run/systemd/resolve "$folder/run/systemd/"
fi
mkdir -p "$folder/run/lock"
mount -n --move "$folder/run" /run
mkdir /run/shared
mount -n --bind "$shared" /run/shared
for own; do
  mkdir -p "$folder$own/changes" "$folder$own/work"
  mount -n -t overlay machine -o "lowerdir=$own,upperdir=$folder$own/changes,workdir=$folder$own/work" "$own"
done
mount -n --move /run/shared "$shared"
rmdir /run/shared
mkdir -p /var/lib/juju
mount -n --bind "$folder/juju" /var/lib/juju
ln -sf /var/lib/juju/tools/machine-*/juju-exec /usr/bin/juju-exec
if [ -d "$folder/release" ]; then cp "$folder/release/"* /etc/; fi
: > "$folder/ready"
echo ready
exec env --ignore-signal=CHLD sleep infinity > /dev/null 2>&1`

const NAMESPACES = ["--mount", "--uts", "--pid", "--fork", "--mount-proc", "--kill-child"]

/** In the folder of a machine: the id and the start of the process that started it. */
const RECORD = "starter"
/** In the folder of a machine: made when its folders are mounted. */
const READY = "ready"

/** Enters the folder: the one of the caller does not exist in the other namespace. */
const IN_FOLDER = 'cd "$0" && exec "$@"'

type Command = Pick<CharmProcessOptions, "file" | "args" | "cwd">

/**
 * A machine whose hooks see their own files of the system, their own processes and host name: what a charm installs stays in the machine
 * and goes with it. Made of Linux namespaces and overlays, by `unshare` and `nsenter`.
 */
export class IsolatedMachine {
  /** Of `unshare`, whose only child is the first process. */
  readonly #starter: RunningProcess

  private constructor(starter: RunningProcess) {
    this.#starter = starter
  }

  /**
   * Starts a machine, which has its links of Juju already, or finds the one that an earlier process of minijuju has started: like the processes of charms, it outlives the
   * background process.
   * @param folder for the machine's changes of files; those of an earlier start are kept
   * @param shared the folder with all that minijuju and the units of a model share; `folder` is in it
   * @param env by which the machine is found when the model ends
   * @param base that the machine's files shall name instead of this system
   * @throws MinijujuError `not-emulated` with the system's reason
   */
  static async start(
    folder: string,
    shared: string,
    env: Readonly<Record<string, string>>,
    base?: string,
  ): Promise<IsolatedMachine> {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const running = readRecord(folder)
    if (running !== undefined && existsSync(join(folder, READY))) return new IsolatedMachine(running)
    // Two machines must not share a folder of changes.
    await endMachine(folder)
    rmSync(join(folder, READY), { force: true })
    if (base !== undefined) writeRelease(join(folder, "release"), base)
    const args = [
      ...NAMESPACES,
      "/bin/sh",
      "-c",
      FIRST_PROCESS,
      "sh",
      folder,
      realpathSync(shared),
      ...OWN.filter(existsSync),
    ]
    const child = spawn("unshare", args, {
      detached: true,
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    })
    const pid = child.pid ?? 0
    // Before anything else: a process that is killed now leaves a machine that the next one finds.
    const starter = { pid, start: processStart(pid) ?? "" }
    writeRecord(folder, starter)
    const said = text(child.stderr).catch(() => "")
    const isUp = await new Promise<boolean>((resolve) => {
      child.stdout.once("data", () => resolve(true))
      for (const end of ["close", "error"]) child.once(end, () => resolve(false))
    })
    if (!isUp) {
      const reason = (await said).trim() || "unshare cannot be started"
      throw new MinijujuError("not-emulated", `the machine cannot be isolated: ${reason}`)
    }
    child.unref()
    child.stdout.destroy()
    child.stderr.destroy()
    return new IsolatedMachine(starter)
  }

  get isRunning(): boolean {
    return isSame(this.#starter)
  }

  /**
   * Returns the command that runs a command on the machine. The root is entered too: minijuju may run in a changed root (`chroot`), where the
   * namespace's own root, with the system's files, is another.
   */
  command({ file, args, cwd }: Command): Command {
    const enter = [`--target=${childOf(this.#starter.pid)}`, "--mount", "--uts", "--root", "--pid", "--"]
    return { file: "nsenter", args: [...enter, "/bin/sh", "-c", IN_FOLDER, cwd, file, ...args], cwd: "/" }
  }
}

/** Ends the machine of a folder with all its processes. Its changes of files stay. */
export async function endMachine(folder: string): Promise<void> {
  const running = readRecord(folder)
  if (running === undefined) return
  const first = firstProcess(running.pid)
  killProcess(running.pid)
  // The first process ends with its starter, and it ends last of all in the machine: Linux waits for the others.
  while (isSame(running) || (first !== undefined && isSame(first))) await sleep(5)
}

interface RunningProcess {
  readonly pid: number
  /** Together with the id it identifies the process. */
  readonly start: string
}

/** One that has ended stays in the process table while its parent has not asked for its exit status: in containers, that can be forever. */
function isSame({ pid, start }: RunningProcess): boolean {
  return pid > 0 && processStart(pid) === start && !isZombie(pid)
}

function writeRelease(folder: string, base: string): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of Object.entries(releaseFiles(base))) writeFileSync(join(folder, name), content)
}

/** Replaced as a whole, so that a kill leaves no half of it. */
function writeRecord(folder: string, { pid, start }: RunningProcess): void {
  const draft = join(folder, `${RECORD}.new`)
  writeFileSync(draft, `${pid} ${start}`)
  renameSync(draft, join(folder, RECORD))
}

/** Returns the process of the record, if it still runs. */
function readRecord(folder: string): RunningProcess | undefined {
  const file = join(folder, RECORD)
  if (!existsSync(file)) return undefined
  const [pid, start = ""] = readFileSync(file, "utf8").split(" ")
  const running = { pid: Number(pid), start }
  return isSame(running) ? running : undefined
}

/** Returns a machine's first process; undefined if there is none (yet). */
function firstProcess(starter: number): RunningProcess | undefined {
  try {
    const pid = childOf(starter)
    const start = processStart(pid)
    return start === undefined ? undefined : { pid, start }
  } catch {
    return undefined
  }
}

/** Whether a process has ended but its parent has not asked for its exit status. */
function isZombie(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))
  } catch {
    return false
  }
}

function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8"))
}

/** Whether a path of an isolated machine is another file than the same path outside of it. */
export function isOwnPath(path: string, shared: string): boolean {
  const isIn = (folder: string) => path === folder || path.startsWith(`${folder}/`)
  return !isIn(shared) && [...OWN, "/run"].some(isIn)
}

/** Returns why machines cannot be isolated here; undefined if they can. */
export function isolationObstacle(modelFolder: string): string | undefined {
  if (process.platform !== "linux") return "only Linux has the namespaces for it"
  if (process.getuid?.() !== 0) return "only root may mount the machines' folders"
  const folder = existsSync(modelFolder) ? realpathSync(modelFolder) : modelFolder
  const inside = [...SYSTEM, "/run"].find((path) => folder.startsWith(`${path}/`))
  if (inside !== undefined)
    return `the model's files are in ${inside}, which each machine has for itself: set MINIJUJU_HOME (or TMPDIR, in tests) to another folder`
  const trial = mkdtempSync(join(folder, "trial-"))
  const mount =
    'mkdir "$0/c" "$0/w" && mount -n -t overlay trial -o "lowerdir=/etc,upperdir=$0/c,workdir=$0/w" /etc'
  const { error, status, stderr } = spawnSync("unshare", [...NAMESPACES, "/bin/sh", "-c", mount, trial], {
    encoding: "utf8",
  })
  rmSync(trial, { recursive: true, force: true })
  return error?.message ?? (status === 0 ? undefined : stderr.trim())
}
