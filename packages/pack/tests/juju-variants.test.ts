// Charms that Juju's own reader took or refused after they were packed: the packer refuses the same ones.
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { readCharmFiles } from "../src/pack/project/charm-files.ts"
import { ProjectFiles } from "../src/pack/project/project-files.ts"
import { scratchFolder } from "./support/project.ts"

const FILE = new URL("./corpus/charm-variants.json", import.meta.url)

function variants(): { name: string; charmcraft: string; juju: string }[] {
  const list: unknown = JSON.parse(readFileSync(FILE, "utf8"))
  if (!Array.isArray(list)) throw new Error("charm-variants.json is damaged: it is not a list")
  return list.map((item: unknown) => {
    const { name, charmcraft, juju } = Object(item)
    return { name: String(name), charmcraft: String(charmcraft), juju: String(juju) }
  })
}

test.each(variants())("$name: $juju", async ({ charmcraft, juju }) => {
  using project = scratchFolder()
  project.write("charmcraft.yaml", charmcraft)
  const files = await ProjectFiles.open(project.dir)
  const answer = await readCharmFiles(files, undefined).then(
    () => "accepts",
    (error: Error) => `refuses: ${error.message}`,
  )
  expect(answer.split(":")[0], answer).toBe(juju.split(":")[0])
  // The message names the file, so that the fault is found.
  if (answer !== "accepts") expect(answer).toMatch(/^refuses: charmcraft\.yaml: /)
})
