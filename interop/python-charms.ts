import { createWriteStream } from "node:fs"
import { readdir, readFile, rename } from "node:fs/promises"
import { join, relative } from "node:path"
import { pipeline } from "node:stream/promises"
import { ZipFile } from "yazl"
import { once } from "../suite/once.ts"
import { PYTHON_DIR, pythonPackages } from "./python-packages.ts"

export { pythonMissing } from "./python-packages.ts"

type PythonCharm = "lb-consumer-py" | "lb-provider-py" | "secret-owner-py" | "secret-reader-py"

/** The archive of a Python charm, packed once for all test files of a run. */
export async function packedPythonCharm(name: PythonCharm): Promise<string> {
  return join(await once(name, (folder) => packPythonCharm(name, folder)), `${name}.charm`)
}

/**
 * Packs a Python charm with charmcraft's layout: dispatch, src, and the libraries in `venv`. Its dispatch runs the interpreter of the
 * packages, because `python3` on PATH may be a version manager's script that starts several processes before Python.
 */
export async function packPythonCharm(name: PythonCharm, outDir: string): Promise<string> {
  const { folder: packages, python } = await pythonPackages()
  const dispatch = await readFile(join(PYTHON_DIR, "dispatch"), "utf8")
  const zip = new ZipFile()
  const charm = join(PYTHON_DIR, name)
  const text = dispatch.replace("exec python3", `exec "${python}"`)
  zip.addBuffer(Buffer.from(text), "dispatch", { mode: 0o100755 })
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
      .filter(({ name }) => !/^(pip|setuptools)\b/.test(name))
      .map((entry) => (entry.isDirectory() ? filesOf(join(dir, entry.name)) : [join(dir, entry.name)])),
  )
  return nested.flat().sort()
}
