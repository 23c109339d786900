import { mkdtemp, stat } from "node:fs/promises"
import { join, resolve } from "node:path"
import { packCharm } from "@charmkit/pack"
import { type PathOrUrl, pathFrom } from "../in-process/path-or-url.ts"

/** Where this file is a source, so are the packages that a charm is made of. */
const conditions = import.meta.url.endsWith(".ts") ? ["charmkit-source"] : []

/**
 * The archive of a charm, as an absolute path.
 *
 * @param charm a charm project's folder, which is packed; or an archive, which is taken as it is
 * @param folder where the archive goes
 * @throws PackError for every mistake in the project, naming the file and the fix
 */
export async function buildCharm(charm: PathOrUrl, folder: string): Promise<string> {
  const path = resolve(pathFrom(charm))
  if ((await stat(path).catch(() => undefined))?.isFile() === true) return path
  // In a folder of its own: two projects may have charms of one name.
  const outDir = await mkdtemp(join(folder, "charm-"))
  return (await packCharm({ projectDir: path, outDir, conditions })).file
}
