import { readdirSync, readFileSync, statSync } from "node:fs"
import { join, sep } from "node:path"
import { type ArchiveEntry, textEntry } from "../archive/entry.ts"
import type { BundledPackage } from "../bundle/packages.ts"
import { PackError } from "../errors.ts"
import { foldersUpToWorkspace, readPackageJson } from "./parents.ts"
import type { ProjectFiles } from "./project-files.ts"

/** Names of licence files in packages. A notice alone gives no licence. */
const LICENSE =
  /^(?:[a-z0-9.]+[-_])?(?:licen[cs]es?|copying|unlicense)(?:[-_][a-z0-9-]+(?:\.\d+)*)?(?:\.(?:md|txt|rst|markdown))?$/i
const NOTICE = /^(?:notice|copyright)(?:\.(?:md|txt|rst|markdown))?$/i
/** The project's folder for licences of packages that come without one. */
const OWN_FOLDER = "licenses"
export const BUN_TERMS = `${OWN_FOLDER}/bun`

/**
 * Writes `THIRD-PARTY-LICENSES`: the licence of every package with code in the charm, as most licences require. Equal texts occur once.
 * Bun's licence is included only if the project has it.
 * @throws PackError for a package without a licence
 */
export async function thirdPartyLicenses(
  files: ProjectFiles,
  packages: readonly BundledPackage[],
  bun?: { readonly version: string },
): Promise<ArchiveEntry> {
  const byText = new Map<string, string[]>()
  for (const one of packages) {
    const text = (await files.text(`${OWN_FOLDER}/${one.name}`)) ?? termsOf(one.dir)
    if (text === undefined) throw missingLicense(one)
    byText.set(text, [...(byText.get(text) ?? []), titleOf(one)])
  }
  const bunTerms = bun && (await files.text(BUN_TERMS))
  if (bunTerms) byText.set(bunTerms, [`bun ${bun.version}`])
  const parts = [...byText].map(([text, titles]) => `${titles.join("\n")}\n\n${text.trim()}\n`)
  return textEntry("THIRD-PARTY-LICENSES", parts.join(`\n${"=".repeat(80)}\n\n`))
}

function termsOf(packageDir: string): string | undefined {
  // Workspace packages are under the workspace's licence; installed packages are not.
  const installed = packageDir.split(sep).includes("node_modules")
  const folders = installed ? [packageDir] : foldersUpToWorkspace(packageDir)
  for (const folder of folders) {
    const license = textsOf(folder, LICENSE)
    if (license.trim() !== "")
      return [license, textsOf(folder, NOTICE)].filter((text) => text !== "").join("\n")
  }
  return undefined
}

function textsOf(folder: string, names: RegExp): string {
  const files = readdirSync(folder).filter(
    (name) => names.test(name) && statSync(join(folder, name)).isFile(),
  )
  return files
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n")
}

function titleOf({ name, dir }: BundledPackage): string {
  const { version, license } = readPackageJson(dir) ?? {}
  return [name, version, license].filter((part) => typeof part === "string").join(" ")
}

function missingLicense({ name, dir }: BundledPackage): PackError {
  return new PackError(
    "license",
    `the charm would contain the package "${name}", which comes without a licence (no LICENSE, COPYING or NOTICE in ${dir}); ` +
      `put it into ${OWN_FOLDER}/${name} of the project, or do without the package`,
  )
}
