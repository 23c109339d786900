import { watch } from "node:fs/promises"

const DECLARATIONS = ["charmcraft.yaml", "metadata.yaml", "config.yaml", "actions.yaml"]

/** Calls back after every change of the files in which a charm declares something, one call after the other. Does not end. */
export async function watchDeclaration(projectDir: string, onChange: () => Promise<unknown>): Promise<void> {
  // The folder, because editors replace files.
  for await (const { filename } of watch(projectDir))
    if (filename === null || DECLARATIONS.includes(filename)) await onChange()
}
