import { mkdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { PackError, reason } from "../errors.ts"
import { readCharmFiles } from "../project/charm-files.ts"
import { ProjectFiles } from "../project/project-files.ts"
import { charmMembers, printTypes, TYPES_FILE } from "./charm-types.ts"

/** Options of `writeTypes`. */
export interface WriteTypesOptions {
  /** The charm project: charmcraft.yaml, or metadata.yaml, config.yaml and actions.yaml. */
  readonly projectDir: string
}

/** The written types. */
export interface WrittenTypes {
  /** Absolute path of `src/charmcraft.d.ts`. */
  readonly file: string
  /** Probable mistakes in the declaration, as when packing. */
  readonly warnings: readonly string[]
}

/**
 * Writes `src/charmcraft.d.ts`, the type of what the charm declares: `class MyCharm extends CharmBase<Charm>`. A file that is up to date
 * stays as it is.
 * @throws PackError if the declaration is not valid
 */
export async function writeTypes({ projectDir }: WriteTypesOptions): Promise<WrittenTypes> {
  const files = await ProjectFiles.open(projectDir)
  const charm = await readCharmFiles(files, undefined)
  const text = printTypes(charmMembers(charm.spec))
  const file = join(files.dir, TYPES_FILE)
  if ((await files.text(TYPES_FILE)) !== text) await write(file, text)
  return { file, warnings: charm.warnings }
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  } catch (error) {
    throw new PackError("file", `${file} cannot be written: ${reason(error)}`, error)
  }
}
