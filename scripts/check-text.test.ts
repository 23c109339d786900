import { execFileSync } from "node:child_process"
import { expect, test } from "vitest"
import { checkText } from "./check-text.ts"
import { scratchRepository } from "./lib/scratch-repository.ts"

test("tracked and untracked files are read; ignored and binary ones are not", () => {
  const unfinished = `// ${"TO"}${"DO"}\n`
  using tree = scratchRepository({
    ".gitignore": "dist/\n",
    "src/new.ts": unfinished,
    "dist/built.js": unfinished,
    "picture.png": `\0${unfinished}`,
  })
  execFileSync("git", ["init", "--quiet"], { cwd: tree.root })
  expect(checkText(tree.root)).toEqual([expect.stringContaining("src/new.ts:1 ")])
})
