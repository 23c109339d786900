import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { createWriteStream } from "node:fs"
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { join, relative } from "node:path"
import { pipeline } from "node:stream/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { ZipFile } from "yazl"

const run = promisify(execFile)
const PYTHON_DIR = fileURLToPath(new URL("./python/", import.meta.url))
const MIN_PYTHON = [3, 10] as const

/** Why the suites with real Python charms cannot run here, or nothing if they can. */
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

/** Installs the Python library and framework once, into a virtual environment beside the charms. */
async function sitePackages(): Promise<string> {
  const requirements = await readFile(join(PYTHON_DIR, "requirements.txt"))
  const stamp = createHash("sha256").update(requirements).digest("hex").slice(0, 12)
  const venv = join(PYTHON_DIR, `.venv/${stamp}`)
  const done = join(venv, ".complete")
  if ((await stat(done).catch(() => undefined)) === undefined) {
    await rm(venv, { recursive: true, force: true })
    await mkdir(venv, { recursive: true })
    await run("python3", ["-m", "venv", venv])
    await run(join(venv, "bin/python"), [
      "-m",
      "pip",
      "install",
      "--quiet",
      "-r",
      join(PYTHON_DIR, "requirements.txt"),
    ])
    await writeFile(done, "")
  }
  const { stdout } = await run(join(venv, "bin/python"), [
    "-c",
    "import sysconfig; print(sysconfig.get_path('purelib'))",
  ])
  return stdout.trim()
}

/** Packs a Python charm the way charmcraft lays it out: dispatch, src, and the libraries in `venv`. */
export async function packPythonCharm(
  name: "lb-consumer-py" | "lb-provider-py",
  outDir: string,
): Promise<string> {
  const packages = await sitePackages()
  const zip = new ZipFile()
  const charm = join(PYTHON_DIR, name)
  zip.addFile(join(PYTHON_DIR, "dispatch"), "dispatch", { mode: 0o100755 })
  for (const file of await filesOf(charm)) zip.addFile(file, relative(charm, file))
  for (const file of await filesOf(packages))
    zip.addFile(file, `venv/${relative(packages, file)}`, { compress: false })
  zip.end()
  const target = join(outDir, `${name}.charm`)
  await pipeline(zip.outputStream, createWriteStream(`${target}.new`))
  await rename(`${target}.new`, target)
  return target
}

async function filesOf(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true })
  const nested = await Promise.all(
    entries
      .filter(({ name }) => name !== "__pycache__" && !/^(pip|setuptools)\b/.test(name))
      .map((entry) => (entry.isDirectory() ? filesOf(join(dir, entry.name)) : [join(dir, entry.name)])),
  )
  return nested.flat().sort()
}
