// `npm version` runs this after it has written the new version to the root's package.json, and before it commits and tags.
import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { readPackageJson } from "./lib/package-json.ts"
import { alignManifests } from "./lib/release/align.ts"
import { releasedChangelog } from "./lib/release/changelog.ts"

const root = process.cwd()
const version = String(readPackageJson(root, ".").version)
const changelog = join(root, "CHANGELOG.md")
const today = new Date().toISOString().slice(0, 10)
// First, because it fails if the changelog does not describe the release.
const released = releasedChangelog(readFileSync(changelog, "utf8"), version, today)
const manifests = alignManifests(root)
writeFileSync(changelog, released)
execFileSync(
  "npm",
  ["install", "--package-lock-only", "--ignore-scripts", "--offline", "--no-audit", "--no-fund"],
  {
    cwd: root,
    stdio: "inherit",
  },
)
execFileSync("git", ["add", "CHANGELOG.md", "package-lock.json", ...manifests], { cwd: root })
