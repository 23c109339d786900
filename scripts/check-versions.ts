import { pathToFileURL } from "node:url"
import { runCheck } from "./lib/command.ts"
import { misalignments } from "./lib/release/align.ts"
import { unsupportedVersions } from "./lib/release/supported-versions.ts"

const help = `
check-versions: all files agree on versions

  - every package.json has the root's version and licence, published ones its "engines" too, and packages depend on each other
    in that version ("npm version" writes it)
  - the table in docs/supported-versions.md agrees with engines, CI, minijuju, the packer and the tests' requirements

Run it from the root of the repository: npx tsx scripts/check-versions.ts
`

export function checkVersions(root: string): string[] {
  return [...misalignments(root), ...unsupportedVersions(root)]
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  runCheck({ name: "versions", help, check: checkVersions })
}
