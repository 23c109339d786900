import { createHash } from "node:crypto"
import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { pipeline } from "node:stream/promises"
import { packCharm } from "@charmkit/pack"
import { ZipFile } from "yazl"
import { readPackageJson } from "../package-json.ts"
import { bundleMinijuju } from "./bundle-minijuju.ts"
import { TEST_CHARMS } from "./fill-packages.ts"
import { pythonVersion, thirdPartyLicences, WHEEL_SOURCES, wheelMetadata } from "./wheel-metadata.ts"

/**
 * Builds the Python package: minijuju's program as one script, the packed test charms, the pytest plugin. Node.js is a dependency of it. A wheel
 * is a zip archive with a list of its files (PEP 427), so that no Python is needed to build it. The same sources make the same bytes.
 *
 * @param folder where the wheel is written
 * @returns the path of the wheel
 */
export async function makeWheel(root: string, folder: string): Promise<string> {
  const version = pythonVersion(String(readPackageJson(root, ".").version))
  const staging = mkdtempSync(join(tmpdir(), "charmkit-wheel-"))
  try {
    const { inputs } = await bundleMinijuju(join(staging, "node"))
    await packTestCharms(root, join(staging, "charms"))
    const files = new Map<string, Buffer>()
    const info = `minijuju-${version}.dist-info`
    for (const name of pythonFiles(root)) files.set(name, readFileSync(join(root, WHEEL_SOURCES, name)))
    for (const name of filesIn(staging)) files.set(`minijuju/${name}`, readFileSync(join(staging, name)))
    for (const [name, text] of Object.entries(wheelMetadata(root, version)))
      files.set(`${info}/${name}`, Buffer.from(text))
    files.set(`${info}/licenses/LICENSE`, readFileSync(join(root, "LICENSE")))
    files.set(`${info}/licenses/THIRD-PARTY`, Buffer.from(thirdPartyLicences(root, Object.keys(inputs))))
    files.set(`${info}/RECORD`, record(files, `${info}/RECORD`))
    mkdirSync(folder, { recursive: true })
    return await writeWheel(join(folder, `minijuju-${version}-py3-none-any.whl`), files)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

async function packTestCharms(root: string, folder: string): Promise<void> {
  for (const name of TEST_CHARMS) {
    const projectDir = join(root, "examples", name)
    const { file } = await packCharm({ projectDir, outDir: folder, conditions: ["charmkit-source"] })
    renameSync(file, join(folder, `${name}.charm`))
  }
}

function pythonFiles(root: string): string[] {
  return filesIn(join(root, WHEEL_SOURCES)).filter((name) => /^minijuju\/[^/]+$/.test(name))
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}

/** The list of files with their hashes; its own line has none. */
function record(files: ReadonlyMap<string, Buffer>, own: string): Buffer {
  const lines = [...files].map(
    ([name, content]) =>
      `${name},sha256=${createHash("sha256").update(content).digest("base64url")},${content.length}\n`,
  )
  return Buffer.from(`${lines.join("")}${own},,\n`)
}

async function writeWheel(path: string, files: ReadonlyMap<string, Buffer>): Promise<string> {
  const zip = new ZipFile()
  for (const [name, content] of files)
    zip.addBuffer(content, name, { mtime: new Date("1980-01-01T00:00:00") })
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(path))
  return path
}
