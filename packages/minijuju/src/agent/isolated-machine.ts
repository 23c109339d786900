import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { MinijujuError } from "../state/errors.ts"
import type { CharmProcessOptions } from "./charm-process.ts"
import { processStart } from "./process-start.ts"
import { killProcess } from "./process-tree.ts"

/** The folders of the system that each isolated machine has for itself. Home folders and `/tmp` are shared: models are there. */
const OWN = ["/etc", "/opt", "/srv", "/usr", "/var"]

/**
 * Becomes the first process of a machine, which ends with it. It sees the system's folders through overlays whose changes are in $1, and an
 * empty `/run`, so that no charm reaches the services of this system: only its resolver. It ignores the end of its children, so that Linux
 * removes those that it inherits.
 */
const FIRST_PROCESS = `set -e
folder=$1
shift
for own; do
  mkdir -p "$folder$own/changes" "$folder$own/work"
  mount -n -t overlay machine -o "lowerdir=$own,upperdir=$folder$own/changes,workdir=$folder$own/work" "$own"
done
mkdir -p "$folder/run"
mount -n -t tmpfs -o mode=755 machine "$folder/run"
if [ -d /run/systemd/resolve ]; then
  mkdir -p "$folder/run/systemd"
  cp -r /run/systemd/resolve "$folder/run/systemd/"
fi
mkdir -p "$folder/run/lock"
mount -n --move "$folder/run" /run
echo ready
exec env --ignore-signal=CHLD sleep infinity > /dev/null 2>&1`

/** In the folder of a machine: the id and the start of its first process. */
const RECORD = "first-process"

/** Enters the folder: the one of the caller does not exist in the other namespace. */
const IN_FOLDER = 'cd "$0" && exec "$@"'

type Command = Pick<CharmProcessOptions, "file" | "args" | "cwd">

/**
 * A machine whose hooks see their own files of the system and their own processes: what a charm installs stays in the machine and goes
 * with it. Made of Linux namespaces and overlays, by `unshare` and `nsenter`.
 */
export class IsolatedMachine {
  /** Of the first process, as the rest of this system sees it. */
  readonly #pid: number

  private constructor(pid: number) {
    this.#pid = pid
  }

  /**
   * Starts a machine, or finds the one that an earlier process of minijuju has started: like the processes of charms, it outlives the
   * background process.
   * @param folder for the machine's changes of files; those of an earlier start are kept
   * @param env by which the machine is found when the model ends
   * @throws MinijujuError `not-emulated` with the system's reason
   */
  static async start(folder: string, env: Readonly<Record<string, string>>): Promise<IsolatedMachine> {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const record = join(folder, RECORD)
    const running = readRecord(record)
    if (running !== undefined) return new IsolatedMachine(running)
    const own = OWN.filter((path) => existsSync(path))
    const namespaces = ["--mount", "--pid", "--fork", "--mount-proc", "--kill-child"]
    const starter = spawn("unshare", [...namespaces, "/bin/sh", "-c", FIRST_PROCESS, "sh", folder, ...own], {
      detached: true,
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    })
    const reason = text(starter.stderr)
    const failure = new AbortController()
    const failed = once(starter, "exit", failure).then(async () => {
      throw new MinijujuError("not-emulated", `the machine cannot be isolated: ${(await reason).trim()}`)
    })
    failed.catch(() => undefined)
    await Promise.race([once(starter.stdout, "data"), failed])
    failure.abort()
    const pid = childOf(starter.pid)
    writeFileSync(record, `${pid} ${processStart(pid)}`)
    for (const each of [starter, starter.stdout, starter.stderr]) if ("unref" in each) each.unref()
    return new IsolatedMachine(pid)
  }

  /** Returns the command that runs a command on the machine. */
  command({ file, args, cwd }: Command): Command {
    const enter = [`--target=${this.#pid}`, "--mount", "--pid", "--"]
    return { file: "nsenter", args: [...enter, "/bin/sh", "-c", IN_FOLDER, cwd, file, ...args], cwd: "/" }
  }
}

/** Ends the machine of a folder with all its processes. Its changes of files stay. */
export function endMachine(folder: string): void {
  const pid = readRecord(join(folder, RECORD))
  if (pid !== undefined) killProcess(pid)
}

/** Returns the process of the record, if it still runs. */
function readRecord(file: string): number | undefined {
  if (!existsSync(file)) return undefined
  const [pid = "", start] = readFileSync(file, "utf8").split(" ")
  return processStart(Number(pid)) === start ? Number(pid) : undefined
}

function childOf(pid: number | undefined): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8"))
}

/** Returns why machines cannot be isolated here; undefined if nothing is known to be in the way. */
export function isolationObstacle(modelFolder: string): string | undefined {
  if (process.platform !== "linux") return "only Linux has the namespaces for it"
  if (process.getuid?.() !== 0) return "only root may mount the machines' folders"
  const inside = OWN.find((path) => modelFolder.startsWith(`${path}/`))
  if (inside === undefined) return undefined
  return `the model's files are in ${inside}, which each machine has for itself: set MINIJUJU_HOME (or TMPDIR, in tests) to another folder`
}
