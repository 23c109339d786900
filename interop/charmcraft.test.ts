import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { Model } from "minijuju"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { findProgram } from "../charms/haproxy-lb/src/haproxy/find-program.ts"
import { createCharm } from "../packages/create-charm/src/index.ts"
import { readArchive } from "../packages/pack/tests/support/archive.ts"
import { codeBlocks } from "../scripts/lib/code-blocks.ts"
import { type SmokeProject, smokeProject } from "../scripts/lib/package-smoke-project.ts"
import { withCertificates } from "../suite/extra-certificates.ts"
import { install } from "../suite/installed.ts"
import { builtTarballs } from "../suite/tarballs.ts"

const ROOT = join(import.meta.dirname, "..")
const charmcraft = findProgram("charmcraft")
if (charmcraft === undefined)
  console.warn(
    "SKIPPED 1 suite (charms built by charmcraft): not installed; snap install charmcraft --classic",
  )

describe.skipIf(charmcraft === undefined)("charmcraft builds the project of `npm create charm`", () => {
  let project: SmokeProject
  beforeAll(async () => {
    project = await createdProject()
  })
  afterAll(() => project?.[Symbol.dispose]())

  const pack = () => project.run(...withCertificates("charmcraft", "pack"))
  const archive = () => join(project.folder, "web-lb_amd64.charm")

  test("as it is: charmcraft has no complaint, and the charm runs", async () => {
    await pack()
    const report = JSON.parse(await project.run("charmcraft", "analyse", "--format", "json", archive()))
    expect(report).toContainEqual(expect.objectContaining({ name: "entrypoint", result: "ok" }))
    for (const result of ["warning", "error", "fatal"])
      expect(report).not.toContainEqual(expect.objectContaining({ result }))
    expect(await greeting(archive())).toBe("hello")
  })

  test("with a Node.js of its own, as the page about machines without internet shows", async () => {
    const page = readFileSync(join(ROOT, "docs/how-to/run-offline.md"), "utf8")
    const part = codeBlocks(page).find(({ text }) => text.startsWith("  node:\n"))?.text ?? ""
    expect(part).toContain("source: https://")
    // The same folders as in the archive that the page names.
    mkdirSync(join(project.folder, "node/bin"), { recursive: true })
    copyFileSync(process.execPath, join(project.folder, "node/bin/node"))
    appendFileSync(join(project.folder, "charmcraft.yaml"), part.replace(/source: https:.*/, "source: node"))
    await pack()
    expect((await readArchive(archive(), "bin/node")).length).toBe(1)
    expect(await greeting(archive())).toBe("hello")
  })
})

/** A project whose packages are in a folder of it, because charmcraft builds in a copy. */
async function createdProject(): Promise<SmokeProject> {
  const folder = mkdtempSync(join(tmpdir(), "charmcraft-"))
  createCharm(folder, { name: "web-lb", kind: "plain", style: "operator" })
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  const project = smokeProject(folder)
  mkdirSync(join(folder, "packages"))
  const local: Record<string, string> = {}
  for (const { name, file } of await builtTarballs()) {
    copyFileSync(file, join(folder, "packages", basename(file)))
    local[name] = `file:packages/${basename(file)}`
  }
  const here = (wanted: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(wanted).map(([name, range]) => [name, local[name] ?? range]))
  const { dependencies, devDependencies } = manifest
  // The versions that this repository is tested with.
  const overrides = { vite: installedVersion("vite") }
  const own = { dependencies: here(dependencies), devDependencies: here(devDependencies), overrides }
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, ...own }))
  await install(project)
  return project
}

function installedVersion(name: string): string {
  return JSON.parse(readFileSync(join(ROOT, "node_modules", name, "package.json"), "utf8")).version
}

/** What the deployed charm's status shows. */
async function greeting(archive: string): Promise<string | undefined> {
  await using model = await Model.start()
  await model.deploy(archive)
  await model.settle()
  return model.status().applications["web-lb"]?.units["web-lb/0"]?.["workload-status"].message
}
