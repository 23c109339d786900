import { parseArgs } from "node:util"
import { checkExports } from "./check-exports.ts"
import { checkImports } from "./check-imports.ts"
import { checkLinks } from "./check-links.ts"
import { checkText } from "./check-text.ts"
import { checkVersions } from "./check-versions.ts"
import { ownCheck, program, runSteps, type Step } from "./lib/step.ts"

const help = `check: all checks that a change must pass

  format+lint  biome
  types        tsc, the whole workspace at once
  imports      the import table, cycles, public entries     (scripts/check-imports.ts)
  exports      entries, README and LICENSE of the packages  (scripts/check-exports.ts)
  versions     packages agree, the table of supported versions (scripts/check-versions.ts)
  links        of Markdown files                            (scripts/check-links.ts)
  text         machine paths, unfinished code, long files (scripts/check-text.ts)
  dead code    knip
  tests        vitest

Usage: npm run check -- [--fix] [--fast]

  --fix   let biome format and fix files
  --fast  skip the tests
  --help  print this

All steps run, also after a failure. Only failed steps print their output.
Exit status: 0 all ok, 1 something failed, 2 wrong usage.`

function steps({ fix, fast }: { fix: boolean; fast: boolean }): Step[] {
  return [
    program("format+lint", "biome", ["check", "--error-on-warnings", ...(fix ? ["--write"] : []), "."]),
    program("types", "tsc", ["--noEmit"]),
    ownCheck("imports", checkImports),
    ownCheck("exports", checkExports),
    ownCheck("versions", checkVersions),
    ownCheck("links", checkLinks),
    ownCheck("text", checkText),
    program("dead code", "knip", ["--no-progress"]),
    ...(fast ? [] : [program("tests", "vitest", ["run", "--reporter=dot"])]),
  ]
}

function main(): number {
  try {
    const { values } = parseArgs({
      options: { fix: { type: "boolean" }, fast: { type: "boolean" }, help: { type: "boolean", short: "h" } },
    })
    if (values.help) {
      console.log(help)
      return 0
    }
    const { fix = false, fast = false } = values
    return runSteps(steps({ fix, fast }), process.cwd(), (line) => console.log(line)) ? 0 : 1
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    console.error(`check: ${error.message}; try --help`)
    return 2
  }
}

process.exitCode = main()
