import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { trackedFiles } from "../../lib/tracked-files.ts"
import { CONTENTS, readContents } from "./contents.ts"

const ROOT = join(import.meta.dirname, "../../..")
const pages = readContents(readFileSync(join(ROOT, CONTENTS), "utf8"))

test("the table of contents has groups, titles and paths; the API pages are not part of it", () => {
  const text =
    "# Docs\n\n## How-to\n\n- [`ops`: a way](how-to/a.md): why\n- [API](api/README.md)\n- [web](https://example)\n"
  expect(readContents(text)).toEqual([{ path: "docs/how-to/a.md", title: "ops: a way", group: "How-to" }])
})

test("it lists every guide, and no page twice", () => {
  const listed = pages.map(({ path }) => path)
  const guides = trackedFiles(ROOT).filter((path) => /^docs\/(?!api\/|README).*\.md$/.test(path))
  expect(guides.filter((path) => !listed.includes(path))).toEqual([])
  expect(new Set(listed).size).toBe(listed.length)
})

test("every guide says first what it assumes", () => {
  const guides = pages.filter(({ path }) => /^docs\/(tutorial|how-to|explanation)\//.test(path))
  const heads = guides.map(({ path }) => [path, readFileSync(join(ROOT, path), "utf8")] as const)
  expect(heads.filter(([, text]) => !/^# .+\n\n> Assumes: /.test(text)).map(([path]) => path)).toEqual([])
  expect(guides.length).toBeGreaterThan(10)
})
