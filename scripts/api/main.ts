import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { missingDocstrings } from "./missing.ts"
import { renderPages } from "./pages.ts"
import { readEntries } from "./read-entries.ts"

const help = `api: the API reference pages, from the docstrings of everything that the packages export

Usage: npm run api -- [--check]

  --check  write nothing; name the pages in docs/api that are not as they would be written,
           and the public names and members of classes that have no docstring
  --help   print this

Exit status: 0 all well, 1 --check found something, 2 wrong usage.`

const root = join(import.meta.dirname, "../..")
const folder = join(root, "docs/api")

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { check: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  })
  if (values.help) {
    console.log(help)
    return 0
  }
  const entries = await readEntries(root)
  const pages = renderPages(entries)
  const missing = entries.flatMap(missingDocstrings)
  if (!values.check) {
    writePages(pages)
    console.log(`${pages.size} pages in docs/api, ${missing.length} names without docstring`)
    return 0
  }
  const problems = [...stalePages(pages), ...missing.map((path) => `no docstring: ${path}`)]
  for (const problem of problems) console.log(problem)
  return problems.length === 0 ? 0 : 1
}

function writePages(pages: ReadonlyMap<string, string>): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of pages) writeFileSync(join(folder, name), text)
}

function stalePages(pages: ReadonlyMap<string, string>): string[] {
  const written = existsSync(folder) ? readdirSync(folder) : []
  const names = [...new Set([...pages.keys(), ...written])]
  return names
    .filter((name) => !written.includes(name) || readFileSync(join(folder, name), "utf8") !== pages.get(name))
    .map((name) => `docs/api/${name} is not what the docstrings give: npm run api`)
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof TypeError && "code" in error)) throw error
  console.error(`api: ${error.message}; try --help`)
  process.exitCode = 2
}
