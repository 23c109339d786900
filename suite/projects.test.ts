import { readFileSync } from "node:fs"
import { join, matchesGlob } from "node:path"
import { expect, test } from "vitest"
import { trackedFiles } from "../scripts/lib/tracked-files.ts"
import { DEEP, E2E, PROCESS, TESTS } from "./projects.ts"

const ROOT = join(import.meta.dirname, "..")
const files = trackedFiles(ROOT).filter((path) => path.endsWith(".test.ts"))
const below = (patterns: readonly string[]) =>
  files.filter((path) => patterns.some((pattern) => matchesGlob(path, pattern)))

test("every test file belongs to exactly one project", () => {
  expect(below(TESTS)).toEqual(files)
  const e2e = below(E2E)
  expect(below(PROCESS).filter((path) => e2e.includes(path))).toEqual([])
})

test("every pattern matches a file", () => {
  const unused = [...E2E, ...PROCESS, ...DEEP].filter((pattern) => below([pattern]).length === 0)
  expect(unused).toEqual([])
})

test("the deep run has exactly the files that use doses.ts", () => {
  const takesDose = (path: string) =>
    /\b(?:dose|isDeep)\b.*doses\.ts"/.test(readFileSync(join(ROOT, path), "utf8"))
  expect(below(DEEP)).toEqual(files.filter(takesDose))
})
