import { execFile } from "node:child_process"
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { codeBlocks } from "../scripts/lib/code-blocks.ts"
import { bundled } from "../suite/bundled.ts"

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL("..", import.meta.url))

/** Lists the files of the charm that a page shows. */
function filesOf(page: string): [path: string, content: string][] {
  return codeBlocks(page).flatMap(({ file = "", text }) =>
    file.startsWith("my-charm/") ? [[file, text]] : [],
  )
}

describe.each(["README.md", "packages/reactive/README.md"])("the charm of %s", (page) => {
  const readme = readFileSync(join(ROOT, page), "utf8")
  let root: string

  /** Writes the page's files, and the types that it has written, into a folder with the layout of a fresh checkout. */
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "readme-"))
    for (const name of ["node_modules", "charms", "examples", "packages", "suite"])
      symlinkSync(join(ROOT, name), join(root, name))
    for (const name of ["vitest.config.ts", "tsconfig.json", "package.json", "LICENSE"])
      cpSync(join(ROOT, name), join(root, name))
    for (const [path, content] of filesOf(readme)) {
      mkdirSync(join(root, dirname(path)), { recursive: true })
      writeFileSync(join(root, path), content)
    }
    const pack = await bundled(new URL("../packages/pack/src/cli.ts", import.meta.url))
    await run(process.execPath, [pack, "--types", "my-charm"], { cwd: root })
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  test("it shows a charm, its metadata and its test", () => {
    expect(filesOf(readme).map(([path]) => path)).toEqual([
      "my-charm/charmcraft.yaml",
      "my-charm/src/charm.ts",
      "my-charm/src/charm.test.ts",
    ])
  })

  test("the test passes", async () => {
    const { stdout } = await run(process.execPath, ["node_modules/vitest/vitest.mjs", "run", "my-charm"], {
      cwd: root,
    })
    expect(stdout).toMatch(/1 passed/)
  })

  test("the charm packs", async () => {
    const pack = await bundled(new URL("../packages/pack/src/cli.ts", import.meta.url))
    await run(process.execPath, [pack, "--condition", "charmkit-source", "my-charm"], { cwd: root })
    expect(existsSync(join(root, "my-charm/my-charm_amd64.charm"))).toBe(true)
  })
})
