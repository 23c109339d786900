import { execFileSync, spawnSync } from "node:child_process"
import { statSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { parse } from "yaml"
import { packCharm } from "../src/index.ts"
import { type ReadEntry, readArchive, readText } from "./support/archive.ts"
import { charmcraftYaml, charmProject } from "./support/project.ts"

const REGULAR_FILE = 0o100000

function fullProject() {
  const project = charmProject()
  project.write(
    "charmcraft.yaml",
    `${charmcraftYaml}config:\n  options:\n    port: {type: int, default: 80}\nactions:\n  do-it: {}\n`,
  )
  project.write("package.json", JSON.stringify({ name: "tiny", version: "1.2.3" }))
  project.write("README.md", "# tiny\n")
  project.write("icon.svg", "<svg/>", 0o755)
  project.write("files/a.txt", "a")
  project.write("files/deep/run.sh", "#!/bin/sh\n", 0o700)
  project.write("templates/x.conf", "x")
  project.write("not-packed.txt", "x")
  return project
}

test("an archive holds what Juju reads, the bundle and the project's files, with modes, sorted", async () => {
  using project = fullProject()
  const { file } = await packCharm({ projectDir: project.dir })
  const entries = await readArchive(file)
  expect(entries.map(({ path, unixMode }) => [path, unixMode.toString(8)])).toEqual([
    ["LICENSE", "100644"],
    ["README.md", "100644"],
    ["THIRD-PARTY-LICENSES", "100644"],
    ["actions.yaml", "100644"],
    ["charm.json", "100644"],
    ["config.yaml", "100644"],
    ["dispatch", "100755"],
    ["files/a.txt", "100644"],
    ["files/deep/run.sh", "100755"],
    ["icon.svg", "100644"],
    ["manifest.yaml", "100644"],
    ["metadata.yaml", "100644"],
    ["src/charm.cjs", "100755"],
    ["src/charm.cjs.map", "100644"],
    ["src/start.cjs", "100755"],
    ["templates/x.conf", "100644"],
    ["version", "100644"],
  ])
})

test("the result says what is in the archive", async () => {
  using project = fullProject()
  const result = await packCharm({ projectDir: project.dir })
  const entries = await readArchive(result.file)
  expect(result).toEqual({
    file: join(project.dir, "tiny_all.charm"),
    name: "tiny",
    runtime: "node",
    bytes: statSync(result.file).size,
    entries: entries.map(({ path, bytes, unixMode }) => ({ path, bytes, mode: unixMode & ~REGULAR_FILE })),
    bundledPackages: [],
    warnings: [],
  })
})

test("charmcraft.yaml becomes the files that Juju reads", async () => {
  using project = fullProject()
  const { file } = await packCharm({ projectDir: project.dir })
  const metadata = {
    name: "tiny",
    summary: "A tiny charm",
    description: "Says which hook runs.",
    requires: { db: { interface: "mysql" } },
  }
  const config = { options: { port: { type: "int", default: 80 } } }
  expect(parse(await readText(file, "metadata.yaml"))).toEqual(metadata)
  expect(parse(await readText(file, "config.yaml"))).toEqual(config)
  expect(parse(await readText(file, "actions.yaml"))).toEqual({ "do-it": {} })
  expect(parse(await readText(file, "manifest.yaml"))).toEqual({
    bases: ["22.04", "24.04"].map((channel) => ({
      name: "ubuntu",
      channel,
      architectures: ["amd64", "arm64", "s390x", "ppc64el", "riscv64"],
    })),
  })
  expect(JSON.parse(await readText(file, "charm.json"))).toEqual({
    metadata,
    config,
    actions: { "do-it": {} },
  })
  expect(await readText(file, "version")).toBe("1.2.3\n")
})

test("metadata.yaml with its companions and only the bases in charmcraft.yaml packs the same", async () => {
  using whole = charmProject()
  using split = charmProject()
  whole.write(
    "charmcraft.yaml",
    `${charmcraftYaml}base: ubuntu@24.04\nplatforms: {arm64: }\nconfig: {options: {}}\n`,
  )
  split.write("charmcraft.yaml", "type: charm\nbase: ubuntu@24.04\nplatforms: {arm64: }\n")
  split.write("metadata.yaml", charmcraftYaml.replace("type: charm\n", ""))
  split.write("config.yaml", "options: {}\n")
  const [one, other] = [
    await packCharm({ projectDir: whole.dir }),
    await packCharm({ projectDir: split.dir }),
  ]
  expect(other.file).toBe(join(split.dir, "tiny_arm64.charm"))
  const contents = (entries: ReadEntry[]) => entries.map(({ path, text }) => [path, text])
  expect(contents(await readArchive(other.file))).toEqual(contents(await readArchive(one.file)))
})

test("without config and actions there are no files for them; charm.json says null", async () => {
  using project = charmProject()
  const { file, entries } = await packCharm({ projectDir: project.dir })
  const paths = entries.map(({ path }) => path)
  expect(paths).not.toContain("config.yaml")
  expect(paths).not.toContain("actions.yaml")
  expect(paths).not.toContain("version")
  expect(JSON.parse(await readText(file, "charm.json"))).toMatchObject({ config: null, actions: null })
})

test("text that Juju's YAML 1.1 would read as something else stays text", async () => {
  using project = charmProject()
  const values = ["yes", "off", "y", "12:30", "1e3", "0o17", "~", "2001-01-01"]
  const options = values.map((value, i) => `    o${i}: {type: string, default: "${value}"}`)
  project.write("charmcraft.yaml", `${charmcraftYaml}config:\n  options:\n${options.join("\n")}\n`)
  const { file } = await packCharm({ projectDir: project.dir })
  const written: unknown = parse(await readText(file, "config.yaml"), { version: "1.1" })
  const expected = values.map((value, i) => [`o${i}`, { type: "string", default: value }])
  expect(written).toEqual({ options: Object.fromEntries(expected) })
})

test("bases in manifest.yaml are used", async () => {
  using project = charmProject()
  project.write("manifest.yaml", "bases: [{name: ubuntu, channel: '26.04', architectures: [amd64]}]\n")
  const { file } = await packCharm({ projectDir: project.dir })
  expect(parse(await readText(file, "manifest.yaml"))).toEqual({
    bases: [{ name: "ubuntu", channel: "26.04", architectures: ["amd64"] }],
  })
})

test("the project's own dispatch is packed in place of the packer's", async () => {
  using project = charmProject()
  project.write("dispatch", "#!/bin/sh\necho own\n", 0o755)
  const { file } = await packCharm({ projectDir: project.dir })
  expect(await readText(file, "dispatch")).toBe("#!/bin/sh\necho own\n")
})

test("a LICENSE higher up in the workspace is taken, the nearest one", async () => {
  using workspace = charmProject("charms/web")
  workspace.remove("charms/web/LICENSE")
  workspace.write("package.json", JSON.stringify({ workspaces: ["charms/*"] }))
  workspace.write("LICENSE", "the root's\n")
  const pack = () => packCharm({ projectDir: join(workspace.dir, "charms/web") })
  expect(await readText((await pack()).file, "LICENSE")).toBe("the root's\n")
  workspace.write("charms/LICENSE", "nearer\n")
  expect(await readText((await pack()).file, "LICENSE")).toBe("nearer\n")
})

test("links inside the project are followed", async () => {
  using project = charmProject()
  project.write("shared/a.txt", "shared")
  project.link("files/link.txt", "../shared/a.txt")
  project.link("templates", "shared")
  const { file } = await packCharm({ projectDir: project.dir })
  expect(await readText(file, "files/link.txt")).toBe("shared")
  expect(await readText(file, "templates/a.txt")).toBe("shared")
})

test("outDir is created, and the archive replaces an older one", async () => {
  using project = charmProject()
  const outDir = join(project.dir, "dist/charms")
  project.write("dist/charms/tiny_all.charm", "old")
  const { file } = await packCharm({ projectDir: project.dir, outDir })
  expect(file).toBe(join(outDir, "tiny_all.charm"))
  expect((await readArchive(file)).length).toBeGreaterThan(5)
  expect(
    (await packCharm({ projectDir: project.dir, outDir: join(project.dir, "new/deep") })).file,
  ).toContain("new/deep/")
})

// Other implementations, as far as they are installed; charmcraft uses Python's.
const readers = [
  { tool: "python3", list: ["-m", "zipfile", "-l"], line: /^dispatch +1980-01-01 00:00:00 +\d+ *$/m },
  { tool: "unzip", list: ["-Z", "-T"], line: /^-rwxr-xr-x .* 19800101\.000000 dispatch$/m },
].filter(({ tool }) => spawnSync("sh", ["-c", `command -v ${tool}`]).status === 0)

test("at least one other reader is installed", () => expect(readers).not.toEqual([]))

test.each(readers)("$tool reads the archive", async ({ tool, list, line }) => {
  using project = fullProject()
  const { file } = await packCharm({ projectDir: project.dir })
  expect(execFileSync(tool, [...list, file], { encoding: "utf8" })).toMatch(line)
})
