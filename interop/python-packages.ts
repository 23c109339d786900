import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { onceIn } from "../suite/once.ts"

const run = promisify(execFile)
export const PYTHON_DIR = fileURLToPath(new URL("./python/", import.meta.url))
const MIN_PYTHON = [3, 10] as const

/** Why the test suites with Python cannot run on this machine; undefined if they can. */
export async function pythonMissing(): Promise<string | undefined> {
  try {
    const { stdout } = await run("python3", [
      "-c",
      "import sys, venv; print(sys.version_info[0], sys.version_info[1])",
    ])
    const [major = 0, minor = 0] = stdout.trim().split(" ").map(Number)
    const [wantMajor, wantMinor] = MIN_PYTHON
    if (major > wantMajor || (major === wantMajor && minor >= wantMinor)) return undefined
    return `python3 is ${major}.${minor}, but ops needs ${MIN_PYTHON.join(".")} or newer`
  } catch {
    return "python3 with its venv module is not installed"
  }
}

/**
 * Compiles the packages, as after a unit's first hook. Otherwise, where PYTHONDONTWRITEBYTECODE is set, every hook would compile all of
 * them again, which is 40 % of its time. "unchecked-hash", because unpacking changes the modification times of files.
 */
const COMPILE = ["-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash"]

/**
 * Installs the packages of a folder's requirements.txt into a virtual environment in that folder, once: it outlives the test run. Returns the
 * interpreter that has them.
 */
export async function pythonPackages(dir = PYTHON_DIR): Promise<string> {
  const list = join(dir, "requirements.txt")
  const requirements = await readFile(list)
  const stamp = createHash("sha256").update(requirements).update(COMPILE.join(" ")).digest("hex").slice(0, 12)
  const venv = await onceIn(join(dir, ".venv", stamp), async (draft) => {
    await run("python3", ["-m", "venv", draft])
    await run(join(draft, "bin/python"), ["-m", "pip", "install", "--quiet", "-r", list])
    await run(join(draft, "bin/python"), [...COMPILE, join(draft, "lib")])
  })
  return join(venv, "bin/python")
}
