import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { type CharmProject, CreateError, checkName } from "./charm-project.ts"
import { projectFiles } from "./project-files.ts"

/**
 * Creates a charm's project in an empty or a new folder.
 * @returns the paths of its files, from the folder
 * @throws CreateError if the folder has files or cannot be written, or if Juju would refuse the charm's name
 * @example
 * createCharm("my-charm", { name: "my-charm", kind: "consumer", style: "declared" })
 */
export function createCharm(folder: string, project: CharmProject): readonly string[] {
  checkName(project.name)
  const files = projectFiles(project)
  try {
    refuseContent(folder)
    for (const [path, content] of files) {
      const file = join(folder, path)
      makeFolder(dirname(file))
      writeFileSync(file, content)
    }
  } catch (error) {
    if (error instanceof CreateError) throw error
    throw new CreateError(
      `${folder} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  return [...files.keys()]
}

/** A clone of an empty repository is a good place. */
function refuseContent(folder: string): void {
  if (!existsSync(folder)) return
  if (!statSync(folder).isDirectory()) throw new CreateError(`${folder} is a file; name a new folder`)
  const present = readdirSync(folder).filter((name) => name !== ".git")
  if (present.length === 0) return
  throw new CreateError(
    `${folder} is not empty (it has ${present.slice(0, 3).join(", ")}); name a new folder`,
  )
}

/** mkdir of Node.js 20 to 26 with `recursive` never ends where no folder can be made, as in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path)
}
