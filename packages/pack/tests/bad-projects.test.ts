import { execFileSync } from "node:child_process"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { PackError, packCharm } from "../src/index.ts"
import { charmcraftYaml, charmProject, type ScratchFolder, writePackage } from "./support/project.ts"

interface BadProject {
  readonly mistake: string
  readonly make: (project: ScratchFolder) => void
  readonly code: PackError["code"]
  readonly message: RegExp
}

const badProjects: readonly BadProject[] = [
  {
    mistake: "no charmcraft.yaml and no metadata.yaml",
    make: (project) => project.remove("charmcraft.yaml"),
    code: "no-charm",
    message:
      /has no charmcraft\.yaml and no metadata\.yaml; name the folder of the charm project, or add a charmcraft\.yaml with at least name/,
  },
  {
    mistake: "charmcraft.yaml is not YAML",
    make: (project) => project.write("charmcraft.yaml", "name: tiny\nsummary: [a, b\ndescription: x\n"),
    code: "yaml",
    message: /charmcraft\.yaml: line \d+, column \d+: /,
  },
  {
    mistake: "no summary",
    make: (project) => project.write("charmcraft.yaml", charmcraftYaml.replace(/summary.*\n/, "")),
    code: "metadata",
    message: /charmcraft\.yaml.*summary/,
  },
  {
    mistake: "no name",
    make: (project) =>
      project.write("metadata.yaml", "summary: s\ndescription: d\n") ?? project.remove("charmcraft.yaml"),
    code: "metadata",
    message: /metadata\.yaml.*name/,
  },
  {
    mistake: "no description",
    make: (project) => project.write("charmcraft.yaml", charmcraftYaml.replace(/description.*\n/, "")),
    code: "metadata",
    message: /charmcraft\.yaml.*description/,
  },
  {
    mistake: "a name with bad characters",
    make: (project) => project.write("charmcraft.yaml", charmcraftYaml.replace("tiny", "Tiny_2")),
    code: "metadata",
    message: /charmcraft\.yaml.*"Tiny_2".*lower-case letters/,
  },
  {
    mistake: "two endpoints of one name",
    make: (project) => project.write("charmcraft.yaml", `${charmcraftYaml}peers:\n  db: {interface: x}\n`),
    code: "metadata",
    message: /charmcraft\.yaml: peers\.db: .*requires: rename/,
  },
  {
    mistake: "series together with bases",
    make: (project) => project.write("charmcraft.yaml", `${charmcraftYaml}series: [jammy]\n`),
    code: "metadata",
    message: /charmcraft\.yaml: series: is not allowed.*`base`/,
  },
  {
    mistake: "both styles, and they disagree",
    make: (project) => project.write("metadata.yaml", charmcraftYaml.replace("A tiny", "Another")),
    code: "contradiction",
    message: /charmcraft\.yaml and metadata\.yaml say different things about "summary"; keep it in one/,
  },
  {
    mistake: "two different configs",
    make: (project) => {
      project.write("charmcraft.yaml", `${charmcraftYaml}config: {options: {a: {type: int}}}\n`)
      project.write("config.yaml", "options: {a: {type: string}}\n")
    },
    code: "contradiction",
    message: /charmcraft\.yaml and config\.yaml say different things about "config"/,
  },
  {
    mistake: "an unknown architecture",
    make: (project) =>
      project.write("charmcraft.yaml", `${charmcraftYaml}base: ubuntu@24.04\nplatforms: {x86: }\n`),
    code: "base",
    message: /charmcraft\.yaml: platforms\.x86 .*amd64/,
  },
  {
    mistake: "no src/charm.ts",
    make: (project) => project.remove("src/charm.ts"),
    code: "no-entry",
    message: /src\/charm\.ts is missing/,
  },
  {
    mistake: "code that does not parse",
    make: (project) => project.write("src/charm.ts", "const a = 1\nconst b = = 2\n"),
    code: "bundle",
    message: /^src\/charm\.ts:2:11: Unexpected "="/,
  },
  {
    mistake: "an import that does not resolve",
    make: (project) => project.write("src/charm.ts", 'import { x } from "./missing.ts"\nx()\n'),
    code: "bundle",
    message: /^src\/charm\.ts:1:19: Could not resolve "\.\/missing\.ts"/,
  },
  {
    mistake: "a YAML parser in the bundle",
    make: (project) => {
      writePackage(project, "js-yaml", { "index.js": "exports.load = () => 1\n" })
      project.write("src/settings.ts", 'import { load } from "js-yaml"\nexport const settings = load()\n')
      project.write(
        "src/charm.ts",
        'import { settings } from "./settings.ts"\nfunction main() { console.log(settings) }\nmain()\n',
      )
    },
    code: "yaml-parser",
    message:
      /"js-yaml".*\n {2}src\/charm\.ts\n {4}src\/settings\.ts\n {6}node_modules\/js-yaml\/index\.js\n.*JSON/,
  },
  {
    mistake: "dispatch is not executable",
    make: (project) => project.write("dispatch", "#!/bin/sh\n", 0o644),
    code: "dispatch",
    message: /dispatch is not executable.*chmod \+x dispatch/,
  },
  {
    mistake: "a link that leads out",
    make: (project) => project.link("files/passwd", "/etc/passwd"),
    code: "symlink",
    message: /files\/passwd links to \/etc\/passwd, outside the project/,
  },
  {
    mistake: "a broken link",
    make: (project) => project.link("templates/x", "gone"),
    code: "symlink",
    message: /templates\/x is a broken link/,
  },
  {
    mistake: "a link in a circle",
    make: (project) => project.link("files/again/self", ".."),
    code: "symlink",
    message: /files\/again\/self links to one of its parent folders/,
  },
  {
    mistake: "something that is no file",
    make: (project) => {
      project.write("files/a", "a")
      execFileSync("mkfifo", [join(project.dir, "files/pipe")])
    },
    code: "file",
    message: /files\/pipe is not a regular file/,
  },
  {
    mistake: "no LICENSE in a workspace",
    make: (project) => {
      project.remove("LICENSE")
      project.write("package.json", JSON.stringify({ workspaces: ["*"] }))
    },
    code: "license",
    message: /has no LICENSE.*add a file LICENSE/,
  },
  {
    mistake: "a misspelled key that is missing because of it",
    make: (project) => project.write("charmcraft.yaml", charmcraftYaml.replace("summary:", "sumary:")),
    code: "metadata",
    message: /charmcraft\.yaml: summary: is missing.*\n.*sumary is no key .*did you mean `summary`\?$/,
  },
  {
    mistake: "an endpoint with a name that is a boolean in YAML",
    make: (project) => project.write("charmcraft.yaml", `${charmcraftYaml}  on: {interface: x}\n`),
    code: "yaml",
    message: /^charmcraft\.yaml: line 7, column 3: the key on is a boolean in YAML 1\.1.*write "on":$/,
  },
  {
    mistake: "an option with a name that is a boolean in YAML",
    make: (project) => project.write("config.yaml", "options:\n  yes: {type: int}\n"),
    code: "yaml",
    message: /^config\.yaml: line 2, column 3: the key yes is a boolean in YAML 1\.1.*write "yes":$/,
  },
  {
    mistake: "a base that does not exist",
    make: (project) => project.write("charmcraft.yaml", `${charmcraftYaml}base: ubuntu@24.05\n`),
    code: "base",
    message: /^charmcraft\.yaml: there is no base ubuntu@24\.05; Ubuntu has releases such as ubuntu@24\.04/,
  },
  {
    mistake: "package.json is not JSON",
    make: (project) => project.write("package.json", "{"),
    code: "version",
    message: /package\.json is not valid JSON/,
  },
]

test.each(badProjects)("$mistake: one error, and no archive", async ({ make, code, message }) => {
  using project = charmProject()
  make(project)
  const error = await packCharm({ projectDir: project.dir }).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(PackError)
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) })
  expect(readdirSync(project.dir).filter((name) => name.includes(".charm"))).toEqual([])
})

test("an outDir that cannot be written: an error, and nothing left behind", async () => {
  using project = charmProject()
  project.write("out", "a file in the way")
  const before = readdirSync(project.dir)
  await expect(
    packCharm({ projectDir: project.dir, outDir: join(project.dir, "out") }),
  ).rejects.toMatchObject({
    code: "out-dir",
    message: expect.stringMatching(/out\/tiny_all\.charm cannot be written: .*choose another folder/),
  })
  expect(readdirSync(project.dir)).toEqual(before)
})

test("a projectDir that is not there, or a file", async () => {
  using project = charmProject()
  const pack = (path: string) => packCharm({ projectDir: join(project.dir, path) })
  await expect(pack("none")).rejects.toMatchObject({
    code: "no-charm",
    message: expect.stringContaining("no such folder"),
  })
  await expect(pack("LICENSE")).rejects.toMatchObject({
    code: "no-charm",
    message: expect.stringContaining("is a file"),
  })
})

test("the LICENSE of a folder outside the workspace is not taken", async () => {
  using scratch = charmProject("workspace/charm")
  scratch.remove("workspace/charm/LICENSE")
  scratch.write("workspace/package.json", JSON.stringify({ workspaces: ["*"] }))
  scratch.write("LICENSE", "somebody else's\n")
  await expect(packCharm({ projectDir: join(scratch.dir, "workspace/charm") })).rejects.toMatchObject({
    code: "license",
  })
})
