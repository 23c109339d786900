import { watch } from "node:fs/promises"
import { ProjectFiles } from "../project/project-files.ts"

const DECLARATIONS = ["charmcraft.yaml", "metadata.yaml", "config.yaml", "actions.yaml"]

/**
 * Calls back at once, and after every change of the files in which a charm declares something, one call after the other. Does not end.
 * @throws PackError if there is no such folder
 */
export async function watchDeclaration(projectDir: string, act: () => Promise<unknown>): Promise<never> {
  const { dir } = await ProjectFiles.open(projectDir)
  // The folder, because editors replace files.
  const changes = watch(dir)[Symbol.asyncIterator]()
  // Starts the watch before the first call, so that no change is missed.
  let next = changes.next()
  await act()
  for (;;) {
    const { value } = await next
    next = changes.next()
    if (value?.filename === null || DECLARATIONS.includes(value.filename)) await act()
  }
}
