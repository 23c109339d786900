import { expect, test } from "vitest"
import { packCharm } from "../src/index.ts"
import { readText } from "./support/archive.ts"
import { charmProject, writePackage } from "./support/project.ts"

const uses = (...names: string[]) =>
  `${names.map((name, at) => `import v${at} from "${name}"`).join("\n")}
function main() { console.log(${names.map((_, at) => `v${at}`).join()}) }
main()
`
const code = { "index.js": "module.exports = 1\n" }

test("the archive contains the licences of all bundled packages, equal texts once, and no others", async () => {
  using project = charmProject()
  writePackage(project, "one", {
    ...code,
    "package.json": '{"name": "one", "version": "1.2.3", "license": "MIT"}',
    LICENSE: "the same\n",
    NOTICE: "made by one\n",
  })
  writePackage(project, "@own/two", { ...code, "LICENSE.md": "of two\n", LICENSE: "the same\n" })
  writePackage(project, "three", { ...code, LICENSE: "of three\n" })
  writePackage(project, "unused", {
    "index.js": "export default 1\n",
    "package.json": '{"name":"unused","sideEffects":false}',
  })
  project.write("src/charm.ts", `import "unused"\n${uses("one", "@own/two", "three")}`)
  const text = await readText((await packCharm({ projectDir: project.dir })).file, "THIRD-PARTY-LICENSES")
  expect(text).toContain("one 1.2.3 MIT\n\nthe same\n\nmade by one\n")
  expect(text).toContain("@own/two\n\nthe same\n\nof two\n")
  expect(text).toContain("three\n\nof three\n")
  expect(text).toMatch(/@charmkit\/pack .*Apache-2\.0\n\n\s*Apache License/)
  expect(text).not.toContain("unused")
})

test("packages with the same licence share one text", async () => {
  using project = charmProject()
  for (const name of ["one", "two"]) writePackage(project, name, { ...code, LICENSE: "the same\n" })
  project.write("src/charm.ts", uses("one", "two"))
  const text = await readText((await packCharm({ projectDir: project.dir })).file, "THIRD-PARTY-LICENSES")
  expect(text).toContain("one\ntwo\n\nthe same\n")
})

test("a package without a licence is refused by name, until the project contains one", async () => {
  using project = charmProject()
  writePackage(project, "@own/bare", code)
  project.remove("node_modules/@own/bare/LICENSE")
  project.write("src/charm.ts", uses("@own/bare"))
  await expect(packCharm({ projectDir: project.dir })).rejects.toMatchObject({
    code: "license",
    message: expect.stringMatching(/the package "@own\/bare", .*put it into licenses\/@own\/bare /),
  })
  project.write("licenses/@own/bare", "as its author told me\n")
  const { file } = await packCharm({ projectDir: project.dir })
  expect(await readText(file, "THIRD-PARTY-LICENSES")).toContain("@own/bare\n\nas its author told me\n")
})

test.each([
  [
    "code that is called after licences",
    { "license-checker.js": "x", "notice.js": "x", "licenses.json": "{}" },
  ],
  ["an empty file", { LICENSE: " \n" }],
  ["a notice alone", { NOTICE: "made by bare\n" }],
])("no licence: %s", async (_, files) => {
  using project = charmProject()
  writePackage(project, "bare", code)
  project.remove("node_modules/bare/LICENSE")
  for (const [name, text] of Object.entries(files)) project.write(`node_modules/bare/${name}`, text)
  project.write("src/charm.ts", uses("bare"))
  await expect(packCharm({ projectDir: project.dir })).rejects.toMatchObject({ code: "license" })
})

test.each(["LICENSE", "licence.md", "MIT-LICENSE", "LICENSE_MIT.txt", "LICENSE-MIT", "COPYING"])(
  "a licence: %s",
  async (name) => {
    using project = charmProject()
    writePackage(project, "one", code)
    project.remove("node_modules/one/LICENSE")
    project.write(`node_modules/one/${name}`, "terms of one\n")
    project.write("src/charm.ts", uses("one"))
    const { file } = await packCharm({ projectDir: project.dir })
    expect(await readText(file, "THIRD-PARTY-LICENSES")).toContain("one\n\nterms of one\n")
  },
)
