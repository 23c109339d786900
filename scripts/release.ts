import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { tarballProblems } from "./lib/build/check-tarball.ts"
import { makeTarballs } from "./lib/build/make-tarballs.ts"
import { publishTarballs, releaseObjections } from "./lib/release/release.ts"

const help = `release: builds, checks and publishes all packages with the version in package.json

Usage: npm run release -- [--publish] [--provenance]

  --publish     publish; without it, only print what would be published
  --provenance  publish with npm's signed provenance statement; works in CI only
  --help        print this

Packages that the registry already has are skipped, so an interrupted release can be run again.
Set the version first, with "npm version".

Exit status: 0 success, 1 the release is refused or failed, 2 wrong usage.`

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      publish: { type: "boolean" },
      provenance: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  })
  if (values.help) {
    console.log(help)
    return 0
  }
  const { publish = false, provenance = false } = values
  const root = process.cwd()
  const { env } = process
  const objections = releaseObjections(root, env)
  if (objections.length > 0) return refuse(objections)
  const folder = mkdtempSync(join(tmpdir(), "charmkit-release-"))
  try {
    const tarballs = await makeTarballs(root, folder)
    const problems = (await Promise.all(tarballs.map(tarballProblems))).flat()
    if (problems.length > 0) return refuse(problems)
    await publishTarballs({ root, tarballs, publish, provenance, env, print: (line) => console.log(line) })
    return 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function refuse(objections: readonly string[]): number {
  for (const objection of objections) console.error(`release: ${objection}`)
  return 1
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof TypeError && "code" in error)) throw error
  console.error(`release: ${error.message}; try --help`)
  process.exitCode = 2
}
