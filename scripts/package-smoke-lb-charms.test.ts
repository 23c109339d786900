import { cpSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { projectWithPackages } from "../suite/installed.ts"
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
