import { cpSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { KINDS, STYLES } from "../packages/create-charm/src/create/charm-project.ts"
import { projectWithPackages } from "../suite/installed.ts"
import { readPackageJson } from "./lib/package-json.ts"
import type { SmokeProject } from "./lib/package-smoke-project.ts"

const ROOT = join(import.meta.dirname, "..")
const SLOW = 600_000

/** A charm's project with the packages installed from their tarballs. */
let project: SmokeProject

beforeAll(async () => {
  project = await projectWithPackages()
  cpSync(join(ROOT, "scripts/package-smoke-lb-charms"), project.folder, { recursive: true })
  cpSync(join(ROOT, "interop/fixtures/my-charm"), project.folder, { recursive: true })
  cpSync(join(ROOT, "LICENSE"), join(project.folder, "LICENSE"))
}, SLOW)

afterAll(() => {
  project[Symbol.dispose]()
})

test("Vitest: the fixtures lbCharms and opsTest, on the project's own charm", { timeout: SLOW }, async () => {
  const words = await project.run("npx", "--no", "vitest", "run", "--reporter=json", "lb-charms.spec.ts")
  expect(JSON.parse(words)).toMatchObject({ success: true, numPassedTests: 1 })
})

test("the declarations of the fixtures compile", { timeout: SLOW }, async () => {
  const strict = ["--noEmit", "--ignoreConfig", "--strict", "--exactOptionalPropertyTypes", "--skipLibCheck"]
  const target = [
    "--target",
    "es2022",
    "--lib",
    "es2023,esnext.disposable",
    "--module",
    "nodenext",
    "--types",
    "node",
  ]
  await project.run(join(ROOT, "node_modules/.bin/tsc"), ...strict, ...target, "lb-charms.spec.ts")
})

const created = KINDS.flatMap((kind) =>
  STYLES.map((style) => ({ kind, style, folder: `created/${kind}-${style}` })),
)

test("npm create charm: each kind in each style lints, compiles, and passes its own tests", {
  timeout: SLOW,
}, async () => {
  for (const { kind, style, folder } of created) {
    await project.run("node_modules/.bin/create-charm", folder, "--kind", kind, "--style", style)
    const types = join(project.folder, folder, "src/charmcraft.d.ts")
    const copied = readFileSync(types, "utf8")
    // npm takes longer than the program itself, so it runs the script of one project.
    expect(readPackageJson(project.folder, folder)).toMatchObject({
      scripts: { types: "charmkit-pack --types" },
    })
    if (folder === created[0]?.folder) await project.run("npm", "--prefix", folder, "run", "types")
    else await project.run("node_modules/.bin/charmkit-pack", "--types", folder)
    expect(readFileSync(types, "utf8")).toBe(copied)
    await project.run(join(ROOT, "node_modules/.bin/tsc"), "--project", folder)
    // Biome takes the configuration of the folder that it runs in.
    await project.run("env", "-C", folder, join(ROOT, "node_modules/.bin/biome"), "check", ".")
  }
  const words = await project.run("npx", "--no", "vitest", "run", "--dir=created", "--reporter=json", "src")
  const { success, testResults } = JSON.parse(words)
  expect({ success, files: testResults.length }).toEqual({ success: true, files: created.length })
})

test("npm create charm: the packed charm is deployed on minijuju", { timeout: SLOW }, async () => {
  for (const { folder } of created.filter(({ style }) => style === "declared"))
    await project.run("npm", "--prefix", folder, "test", "--", "tests")
})

test("the test is the one that the README shows", () => {
  const example = readFileSync(join(project.folder, "lb-charms.spec.ts"), "utf8")
  expect(readFileSync(join(ROOT, "packages/loadbalancer/README.md"), "utf8")).toContain(
    `\`\`\`ts\n${example}\`\`\``,
  )
})

test("node:test: the four charms, without Vitest", { timeout: SLOW }, async () => {
  const words = await project.run("node", "--test", "--test-reporter=tap", "four-charms.mjs")
  expect(words).toMatch(/^# pass 1$/m)
  console.info(`four example charms: ${/active after [\d.]+ s/.exec(words)?.[0]}`)
})
