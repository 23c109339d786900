import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

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
 * Installs the packages of a folder's requirements.txt into a virtual environment in that folder, once. Returns the interpreter that has
 * them.
 */
export async function pythonPackages(dir = PYTHON_DIR): Promise<string> {
  const list = join(dir, "requirements.txt")
  const requirements = await readFile(list)
  const stamp = createHash("sha256").update(requirements).update(COMPILE.join(" ")).digest("hex").slice(0, 12)
  const venv = join(dir, `.venv/${stamp}`)
  if (!(await isComplete(venv))) await install(venv, list)
  return join(venv, "bin/python")
}

async function isComplete(venv: string): Promise<boolean> {
  return (await stat(join(venv, ".complete")).catch(() => undefined)) !== undefined
}

/** Several test files may install at the same time: each installs into a folder of its own, and the first one to finish renames it. */
async function install(venv: string, requirements: string): Promise<void> {
  const draft = `${venv}.${process.pid}`
  await mkdir(draft, { recursive: true })
  await run("python3", ["-m", "venv", draft])
  await run(join(draft, "bin/python"), ["-m", "pip", "install", "--quiet", "-r", requirements])
  await run(join(draft, "bin/python"), [...COMPILE, join(draft, "lib")])
  await writeFile(join(draft, ".complete"), "")
  if (!(await isComplete(venv))) await rm(venv, { recursive: true, force: true })
  await rename(draft, venv).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true })
    if (!(await isComplete(venv))) throw error
  })
}
