import { join } from "node:path"
import { parseArgs } from "node:util"
import { buildSite } from "./build.ts"

const help = `site: the documentation as web pages, in the folder site/

  the guides and pages that docs/README.md lists, the help of all commands, the API from the docstrings

Usage: npm run site -- [--out DIR]

  --out DIR  write into another folder, which is replaced
  --help     print this

Open site/index.html: no server is needed. Exit status: 0 built, 2 wrong usage.`

async function main(): Promise<number> {
  const root = join(import.meta.dirname, "../../..")
  try {
    const { values } = parseArgs({
      options: { out: { type: "string" }, help: { type: "boolean", short: "h" } },
    })
    if (values.help) {
      console.log(help)
      return 0
    }
    const out = values.out ?? join(root, "site")
    await buildSite(root, out)
    console.log(join(out, "index.html"))
    return 0
  } catch (error) {
    if (!(error instanceof TypeError && "code" in error)) throw error
    console.error(`site: ${error.message}; try --help`)
    return 2
  }
}

process.exitCode = await main()
