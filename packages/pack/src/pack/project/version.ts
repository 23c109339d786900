import { type ArchiveEntry, textEntry } from "../archive/entry.ts"
import { PackError } from "../errors.ts"
import { readPackageJson } from "./parents.ts"

/** Returns the file `version`, which Juju shows as charm-version, from package.json; undefined without a package.json. */
export function versionEntry(projectDir: string): ArchiveEntry | undefined {
  const version = readPackageJson(projectDir)?.version
  if (version === undefined) return undefined
  if (typeof version === "string" && version !== "") return textEntry("version", `${version}\n`)
  throw new PackError("version", 'package.json: "version" must be a text such as "1.0.0"')
}
