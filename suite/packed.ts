import { createHash } from "node:crypto"
import { readdir } from "node:fs/promises"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { packCharm, type Runtime } from "@charmkit/pack"
import { once } from "./once.ts"

/**
 * Packs a charm project of this repository, once for all test files of a run, and returns the archive.
 *
 * @param project the project's folder
 * @param runtime the option `--runtime` of `charmkit-pack`; default: CHARMKIT_RUNTIME
 */
export async function packed(project: string | URL, runtime?: Runtime): Promise<string> {
  const projectDir = resolve(project instanceof URL ? fileURLToPath(project) : project)
  const key = createHash("sha256").update(`${projectDir} ${runtime} ${process.env.CHARMKIT_RUNTIME}`)
  const folder = await once(`charm-${key.digest("hex").slice(0, 16)}`, (outDir) =>
    packCharm({ projectDir, outDir, conditions: ["charmkit-source"], ...(runtime && { runtime }) }),
  )
  const [file = ""] = await readdir(folder)
  return join(folder, file)
}
