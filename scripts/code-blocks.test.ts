import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { writeTypes } from "@charmkit/pack"
import { describe, expect, test } from "vitest"
import { codeBlocks } from "./lib/code-blocks.ts"
import { commandProblem, commandsOf } from "./lib/documented-commands.ts"
import { trackedFiles } from "./lib/tracked-files.ts"

const ROOT = join(import.meta.dirname, "..")

/** The API pages show signatures; decisions show code that was not chosen. */
const OTHER = /^(docs\/api|decisions)\/|^packages\/create-charm\/scaffold\//

const pages = trackedFiles(ROOT)
  .filter((path) => path.endsWith(".md") && !OTHER.test(path))
  .map((path) => ({ path, blocks: codeBlocks(readFileSync(join(ROOT, path), "utf8")) }))

/** Runs the compiler with the repository's options on all files of a folder. */
function compile(folder: string): Promise<string> {
  // An example may define a class that nothing uses.
  const compilerOptions = { noUnusedLocals: false }
  const tsconfig = {
    extends: "./tsconfig.json",
    compilerOptions,
    include: ["pages"],
    exclude: ["pages/*/charms", "pages/*/examples"],
  }
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }))
  writeFileSync(join(folder, "tsconfig.pages.json"), JSON.stringify(tsconfig))
  symlinkSync(join(ROOT, "tsconfig.json"), join(folder, "tsconfig.json"))
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"))
  const args = [
    "node_modules/typescript/bin/tsc",
    "--noEmit",
    "--pretty",
    "false",
    "-p",
    "tsconfig.pages.json",
  ]
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder }, (_error, stdout) => resolve(stdout))
  })
}

/**
 * A page has a folder of its own: its blocks are modules, under the name that the page gives, or under the number of their line. A page that
 * shows a whole charmcraft.yaml gets the types of it.
 */
async function writeBlocks(folder: string): Promise<void> {
  for (const { path, blocks } of pages) {
    const code = blocks.filter(({ language }) => ["ts", "js"].includes(language))
    if (code.length === 0) continue
    const page = join(folder, "pages", path.replaceAll("/", "_"))
    mkdirSync(page, { recursive: true })
    for (const name of ["charms", "examples"]) symlinkSync(join(ROOT, name), join(page, name))
    const write = (file: string, text: string) => {
      mkdirSync(dirname(join(page, file)), { recursive: true })
      writeFileSync(join(page, file), text)
    }
    for (const { line, language, file, whole } of code)
      write(file ?? `line-${line}.${language}`, file === undefined ? `${whole}\nexport {}\n` : whole)
    for (const { file, text } of blocks) {
      if (file === undefined || !/\/charmcraft\.yaml$/.test(file)) continue
      write(file, text)
      await writeTypes({ projectDir: dirname(join(page, file)) })
    }
  }
}

test("every block of TypeScript in the pages compiles", async () => {
  const folder = mkdtempSync(join(tmpdir(), "code-blocks-"))
  await writeBlocks(folder)
  expect(await compile(folder)).toBe("")
})

test("a block that does not compile is found", async () => {
  const folder = mkdtempSync(join(tmpdir(), "code-blocks-"))
  mkdirSync(join(folder, "pages"))
  const [block] = codeBlocks('<!-- code:\nconst port: number =\n  …\n-->\n\n```ts\n  "80"\n```\n')
  writeFileSync(join(folder, "pages/wrong.ts"), block?.whole ?? "")
  expect(await compile(folder)).toContain("TS2322")
})

describe("commands", () => {
  const commands = pages.flatMap(({ path, blocks }) =>
    blocks.flatMap((block) => commandsOf(block).map((command) => ({ path, line: block.line, command }))),
  )

  test("every command of this repository's programs exists, with its options", async () => {
    const problems = await Promise.all(
      commands.map(async ({ path, line, command }) => {
        const problem = await commandProblem(command, ROOT)
        return problem === undefined ? [] : [`${path}:${line} ${command}: ${problem}`]
      }),
    )
    expect(problems.flat()).toEqual([])
    expect(commands.length).toBeGreaterThan(20)
  })

  test.each([
    "minijuju frobnicate",
    "minijuju deploy ./x.charm --frobnicate",
    "npx charmkit-pack --frobnicate",
    "npm create charm my-charm -- --frobnicate",
    "npm run frobnicate",
    "npx loadbalancer-interface frobnicate",
  ])("%s is refused", (command) => {
    return expect(commandProblem(command, ROOT)).resolves.toBeDefined()
  })
})
