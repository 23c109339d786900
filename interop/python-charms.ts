import { createWriteStream } from "node:fs"
import { readdir, rename } from "node:fs/promises"
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

/** Packs a Python charm with charmcraft's layout: dispatch, src, and the libraries in `venv`. */
export async function packPythonCharm(name: PythonCharm, outDir: string): Promise<string> {
  const { folder: packages } = await pythonPackages()
  const zip = new ZipFile()
  const charm = join(PYTHON_DIR, name)
  zip.addFile(join(PYTHON_DIR, "dispatch"), "dispatch", { mode: 0o100755 })
  zip.addBuffer(Buffer.from("bases: [{ name: ubuntu, channel: '24.04' }]\n"), "manifest.yaml")
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
