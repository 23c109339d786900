import { PackError } from "../errors.ts"
import type { OwnRuntime } from "../project/one-architecture.ts"
import type { ProjectFiles } from "../project/project-files.ts"
import { architectureOf } from "./elf.ts"

const PATH = "bin/node"

/**
 * Returns the Node.js that the project brings along; undefined without one, and for a script, which may choose between several.
 * @throws PackError if no unit could run it
 */
export async function findOwnNode(files: ProjectFiles): Promise<OwnRuntime | undefined> {
  const file = await files.file(PATH)
  if (file === undefined) return undefined
  if (file.mode !== 0o755)
    throw new PackError(
      "runtime",
      `${PATH} is not executable, so dispatch would ignore it; run: chmod +x ${PATH}`,
    )
  if (file.content.toString("latin1", 0, 2) === "#!") return undefined
  const architecture = architectureOf(file.content)
  if (architecture === undefined)
    throw new PackError(
      "runtime",
      `${PATH} is no program for Linux on an architecture that Juju knows; take the one from nodejs.org for the units' architecture, or remove it`,
    )
  return { architecture, name: PATH, restricts: false }
}
