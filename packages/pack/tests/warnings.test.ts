import { expect, test } from "vitest"
import { packCharm } from "../src/index.ts"
import { readText } from "./support/archive.ts"
import { charmcraftYaml, charmProject } from "./support/project.ts"

const warningsWith = async (change: (project: ReturnType<typeof charmProject>) => void) => {
  using project = charmProject()
  change(project)
  return (await packCharm({ projectDir: project.dir })).warnings
}

test("unknown keys, in every file of the charm", async () => {
  const warnings = await warningsWith((project) => {
    project.write("charmcraft.yaml", `${charmcraftYaml}requirs: {}\n`)
    project.write("config.yaml", "options: {port: {type: int, defualt: 1}}\n")
    project.write("actions.yaml", "run: {titel: Run}\n")
  })
  expect(warnings).toEqual([
    "charmcraft.yaml: requirs is no key of charmcraft or Juju; did you mean `requires`?",
    "config.yaml: options.port.defualt is ignored; did you mean `default`?",
    "actions.yaml: run.titel becomes part of the JSON schema of the action's parameters; did you mean `title`?",
  ])
})

test("a base that this packer does not know", async () => {
  expect(
    await warningsWith((project) =>
      project.write("charmcraft.yaml", `${charmcraftYaml}base: ubuntu@98.04\nplatforms: {amd64: }\n`),
    ),
  ).toEqual([expect.stringMatching(/^charmcraft\.yaml: the base ubuntu@98\.04 is not known .*ubuntu@26\.04/)])
})

test("no LICENSE outside of a workspace", async () => {
  expect(await warningsWith((project) => project.remove("LICENSE"))).toEqual([
    "the charm has no LICENSE; add a file LICENSE with its terms, which Charmhub and charmcraft's linter look for",
  ])
})

test("no warning for an empty description and for lists over several lines, as Juju reads them", async () => {
  using project = charmProject()
  const craft = charmcraftYaml.replace(/description: .*/, 'description: ""\nterms: [\n  a-b/1,\nc-d/2,\n]')
  project.write("charmcraft.yaml", craft)
  const { file, warnings } = await packCharm({ projectDir: project.dir })
  expect(warnings).toEqual([])
  expect(JSON.parse(await readText(file, "charm.json"))).toMatchObject({
    metadata: { description: "", terms: ["a-b/1", "c-d/2"] },
  })
})

test("below the keys that only charmcraft reads, a key may be a boolean in YAML 1.1", async () => {
  const build =
    "parts: {charm: {plugin: nil, build-environment: [{Y: 1}]}}\npackage-repositories: [{type: apt, on: x}]\n"
  const change = (project: ReturnType<typeof charmProject>) =>
    project.write("charmcraft.yaml", charmcraftYaml + build)
  expect(await warningsWith(change)).toEqual([])
})
