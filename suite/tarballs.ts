import { readFile, writeFile } from "node:fs/promises"
import { basename, join } from "node:path"
import { makeTarballs, type Tarball } from "../scripts/lib/build/make-tarballs.ts"
import { once } from "./once.ts"

const ROOT = join(import.meta.dirname, "..")

/** Builds the tarballs of all published packages, once for all test files of a run. */
export async function builtTarballs(): Promise<readonly Tarball[]> {
  const folder = await once("tarballs", async (draft) => {
    await writeFile(join(draft, "report.json"), JSON.stringify(await makeTarballs(ROOT, draft)))
  })
  const report: readonly Tarball[] = JSON.parse(await readFile(join(folder, "report.json"), "utf8"))
  return report.map((tarball) => ({ ...tarball, file: join(folder, basename(tarball.file)) }))
}
