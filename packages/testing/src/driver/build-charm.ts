import { mkdtemp, stat } from "node:fs/promises"
import { join, resolve } from "node:path"
import { packCharm } from "@charmkit/pack"
import { type PathOrUrl, pathFrom } from "../in-process/path-or-url.ts"

/** When this file runs from its TypeScript source, charms are packed from the TypeScript sources of the workspace packages, too. */
const conditions = import.meta.url.endsWith(".ts") ? ["charmkit-source"] : []

/**
 * Packs a charm project. Resolves to the absolute path of the archive.
 *
 * @param charm folder of a charm project; or the path of an archive, which is returned unchanged
 * @param folder where the archive is written
 * @throws PackError for every mistake in the project, naming the file and the fix
 */
export async function buildCharm(charm: PathOrUrl, folder: string): Promise<string> {
  const path = resolve(pathFrom(charm))
  if ((await stat(path).catch(() => undefined))?.isFile() === true) return path
  // Each archive gets a folder of its own, because two projects may have charms with the same name.
  const outDir = await mkdtemp(join(folder, "charm-"))
  return (await packCharm({ projectDir: path, outDir, conditions })).file
}
