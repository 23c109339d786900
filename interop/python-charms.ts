import { createWriteStream } from "node:fs"
import { readdir, readFile, rename } from "node:fs/promises"
import { join, relative } from "node:path"
import { pipeline } from "node:stream/promises"
import { ZipFile } from "yazl"
import { once } from "../suite/once.ts"
import { dispatchByForkServer, startForkServer } from "./python-fork-server.ts"
import { PYTHON_DIR, pythonPackages } from "./python-packages.ts"

export { pythonMissing } from "./python-packages.ts"

type PythonCharm = "lb-consumer-py" | "lb-provider-py" | "secret-owner-py" | "secret-reader-py"

/** The archive of a Python charm, packed once for all test files of a run. */
export async function packedPythonCharm(name: PythonCharm): Promise<string> {
  await startForkServer(await pythonPackages())
  return join(await once(name, (folder) => packPythonCharm(name, folder)), `${name}.charm`)
}

/**
 * Packs a Python charm. Its dispatch runs the interpreter of the packages, because `python3` on PATH may be a version manager's script that
 * starts several processes before Python. The libraries are that interpreter's: in the archive, their 500 files would be copied for each unit.
 */
export async function packPythonCharm(name: PythonCharm, outDir: string): Promise<string> {
  const python = await pythonPackages()
  const dispatch = await readFile(join(PYTHON_DIR, "dispatch"), "utf8")
  const zip = new ZipFile()
  const charm = join(PYTHON_DIR, name)
  zip.addBuffer(Buffer.from(dispatchByForkServer(dispatch, python)), "dispatch", { mode: 0o100755 })
  zip.addBuffer(Buffer.from("bases: [{ name: ubuntu, channel: '24.04' }]\n"), "manifest.yaml")
  for (const file of await filesOf(charm)) zip.addFile(file, relative(charm, file))
  zip.end()
  const target = join(outDir, `${name}.charm`)
  await pipeline(zip.outputStream, createWriteStream(`${target}.new`))
  await rename(`${target}.new`, target)
  return target
}

async function filesOf(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
