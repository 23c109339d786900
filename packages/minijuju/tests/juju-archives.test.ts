// Charm archives that a controller of Juju 4.0.15 took or refused: minijuju does the same.
import { readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { Model } from "../src/index.ts"
import { writeZip } from "./shell-charm.ts"

const FILE = new URL("./conformance/corpus/archives.json", import.meta.url)

/** What Juju answered: `accepts`, or `refuses: ` and the reason. */
function archives(): { name: string; files: Record<string, string>; juju: string }[] {
  const list: unknown = JSON.parse(readFileSync(FILE, "utf8"))
  if (!Array.isArray(list)) throw new Error("archives.json is damaged: it is not a list")
  return list.map((item: unknown) => {
    const { name, files, juju } = Object(item)
    const texts = Object.entries(Object(files)).map(([path, text]) => [path, String(text)])
    return { name: String(name), files: Object.fromEntries(texts), juju: String(juju) }
  })
}

let dir: string
let model: Model
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "mja-"))
  model = await Model.start({ dir, juju: "4.0", updateStatusIntervalMs: 0, retry: { enabled: false } })
})
afterAll(async () => {
  await model.stop()
  await rm(dir, { recursive: true, force: true })
})

test.each(archives())("$name: $juju", async ({ name, files, juju }) => {
  const items = Object.entries(files).map(([path, content]) => [
    path,
    path === "dispatch" ? { content, mode: 0o100755 } : content,
  ])
  const archive = await writeZip(join(dir, `${name}.charm`), Object.fromEntries(items))
  const application = `a-${name.replaceAll(/[^a-z]+/g, "")}`
  const answer = await model.deploy(archive, { name: application, units: 0 }).then(
    () => "accepts",
    (error: Error) => `refuses: ${error.message}`,
  )
  const word = (text: string) => text.split(":")[0]
  expect(word(answer), answer).toBe(word(juju))
  // A refusal is one line that says what is wrong.
  expect(answer).not.toContain("\n")
})
