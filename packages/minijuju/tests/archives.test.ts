import { readdirSync } from "node:fs"
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { readDeclaration } from "../src/charm/archive.ts"
import { Model } from "../src/index.ts"
import { MANIFEST, writeZip, type ZipItem } from "./shell-charm.ts"

let dir: string
let model: Model
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "mj-"))
  model = await Model.start({ dir, updateStatusIntervalMs: 0, retry: { enabled: false } })
})
afterEach(async () => {
  expect(model.status().applications).toEqual({})
  expect(await charmsKept()).toEqual([])
})
afterAll(async () => {
  await model.stop()
  await rm(dir, { recursive: true, force: true })
})

const METADATA = "name: x\nsummary: s\ndescription: d\n"
const DISPATCH = { content: "#!/bin/sh\n", mode: 0o100755 }

async function refusal(items: Record<string, ZipItem | string>): Promise<string> {
  const file = await writeZip(join(dir, "x.charm"), items)
  return model.deploy(file).then(
    () => "deployed",
    (error: Error) => error.message,
  )
}

/** yazl refuses to write paths that leave the archive, so replace them in the archive's bytes afterwards. */
async function withPath(from: string, to: string): Promise<string> {
  expect(from.length).toBe(to.length)
  const file = await writeZip(join(dir, "x.charm"), {
    "metadata.yaml": METADATA,
    "manifest.yaml": MANIFEST,
    dispatch: DISPATCH,
    [from]: "bad",
  })
  const bytes = await readFile(file)
  await writeFile(file, Buffer.from(bytes.toString("latin1").replaceAll(from, to), "latin1"))
  return model.deploy(file).then(
    () => "deployed",
    (error: Error) => error.message,
  )
}

test("a file that is no zip", async () => {
  const file = join(dir, "text.charm")
  await writeFile(file, "I am not a zip file, only a text that is long enough to be looked at.")
  await expect(model.deploy(file)).rejects.toThrow('cannot use charm "text.charm": it is not a zip archive')
  await expect(model.deploy(join(dir, "absent.charm"))).rejects.toThrow(
    'cannot use charm "absent.charm": there is no such file',
  )
})

test("no metadata, bad metadata, nothing to run", async () => {
  expect(await refusal({ dispatch: DISPATCH })).toContain("it has no metadata.yaml at its root")
  expect(await refusal({ "metadata.yaml": "name: [", dispatch: DISPATCH })).toContain("metadata.yaml")
  expect(await refusal({ "metadata.yaml": "summary: s\ndescription: d\n", dispatch: DISPATCH })).toContain(
    "name",
  )
  expect(await refusal({ "metadata.yaml": METADATA })).toBe(
    'invalid charm "x.charm": has no hooks nor dispatch file',
  )
})

test("series beside the bases of a manifest: a charm of the first format", async () => {
  const files = { "manifest.yaml": MANIFEST, dispatch: DISPATCH }
  const old = `${METADATA}min-juju-version: 2.9.0\n`
  const file = await writeZip(join(dir, "x.charm"), {
    ...files,
    "metadata.yaml": `${old}series: [jammy, focal]\n`,
  })
  await using other = await Model.start({ dir, updateStatusIntervalMs: 0, retry: { enabled: false } })
  await other.deploy(file, { units: 0 })
  expect(Object.keys(other.status().applications)).toEqual(["x"])
  expect(await refusal({ ...files, "metadata.yaml": old })).toContain(
    "min-juju-version in metadata v2 not valid",
  )
})

test("paths and symlinks that leave the charm's folder", async () => {
  expect(await withPath("aa/evil", "../evil")).toContain(
    'its entry "../evil" would be written outside the charm\'s folder',
  )
  expect(await withPath("a/evil", "/aevil")).toContain(
    'its entry "/aevil" would be written outside the charm\'s folder',
  )
  const link = (target: string) => ({ content: target, mode: 0o120777 })
  const base = { "metadata.yaml": METADATA, "manifest.yaml": MANIFEST, dispatch: DISPATCH }
  expect(await refusal({ ...base, "src/l": link("../../out") })).toContain(
    'its symlink "src/l" points outside',
  )
  expect(await refusal({ ...base, l: link("/etc") })).toContain('its symlink "l" points outside')
  expect(await refusal({ ...base, l: link("src"), "l/file": "x" })).toContain(
    'its entry "l/file" would be written through a symlink',
  )
  expect(await refusal({ ...base, "./l": link("src"), "l/file": "x" })).toContain(
    'its entry "l/file" would be written through a symlink',
  )
  expect(await refusal({ ...base, ".": "x" })).toContain(
    'its entry "." would be written outside the charm\'s folder',
  )
  expect(await refusal({ ...base, fifo: { content: "", mode: 0o010644 } })).toContain(
    'its entry "fifo" is neither a file',
  )
  expect(readdirSync(dir).filter((name) => name.includes("evil"))).toEqual([])
})

test("damage is found when a charm is deployed, and no file of it stays", async () => {
  const file = await writeZip(join(dir, "x.charm"), {
    "metadata.yaml": METADATA,
    "manifest.yaml": MANIFEST,
    dispatch: DISPATCH,
    "src/charm.cjs": { content: "the code that was packed", stored: true },
    "src/text": Array.from({ length: 200 }, (_, line) => `${line * line}`).join("\n"),
  })
  const bytes = await readFile(file)
  await writeFile(file, Buffer.from(bytes.toString("latin1").replace("packed", "PACKED"), "latin1"))
  await expect(model.deploy(file)).rejects.toThrow(
    'cannot use charm "x.charm": its entry "src/charm.cjs" is damaged (wrong checksum)',
  )
  // An offset inside the compressed data.
  const start = bytes.indexOf("src/text") + 200
  await writeFile(file, bytes.fill(0xff, start, start + 50))
  await expect(model.deploy(file)).rejects.toThrow(
    /^cannot use charm "x\.charm": its entry "src\/text" is damaged \(/,
  )
  expect(await charmsKept()).toEqual([])
})

/** Lists the archives and unpacked charms in the folders of models in `dir`. */
async function charmsKept(): Promise<string[]> {
  const models = (await readdir(dir)).filter((name) => name.startsWith("minijuju-"))
  return (await Promise.all(models.map((name) => readdir(join(dir, name, "charms"))))).flat()
}

test("units have separate files, also if an archive contains a path twice", async () => {
  const script = (text: string) => ({
    content: `#!/bin/sh\necho ${text} $(cat file) >> ${join(dir, "said")}\necho changed > file\n`,
    mode: 0o100755,
  })
  const entries = {
    "metadata.yaml": METADATA,
    "manifest.yaml": MANIFEST,
    dispatch: script("first"),
    file: "packed",
  }
  const file = await writeZip(join(dir, "x.charm"), { ...entries, dispatcH: script("last") })
  const bytes = (await readFile(file)).toString("latin1").replaceAll("dispatcH", "dispatch")
  await writeFile(file, Buffer.from(bytes, "latin1"))
  await using other = await Model.start({ dir, updateStatusIntervalMs: 0, retry: { enabled: false } })
  await other.deploy(file, { units: 2 })
  await other.settle()
  const said = (await readFile(join(dir, "said"), "utf8")).trim().split("\n")
  expect(said.filter((line) => line === "last packed")).toHaveLength(2)
  expect(said.filter((line) => line === "last changed")).toHaveLength(said.length - 2)
})

test("an archive stays unpacked while an application uses it", async () => {
  const charm = (text: string) =>
    writeZip(join(dir, "x.charm"), {
      "metadata.yaml": METADATA,
      "manifest.yaml": MANIFEST,
      dispatch: { content: `#!/bin/sh\nstatus-set active ${text}\n`, mode: 0o100755 },
    })
  await using other = await Model.start({ dir, updateStatusIntervalMs: 0, retry: { enabled: false } })
  await other.deploy(await charm("one"))
  await other.deploy(await charm("two"), { name: "y", units: 0 })
  await other.settle()
  const unpacked = async () => {
    const names = await charmsKept()
    const folders = names.filter((name) => !name.endsWith(".charm"))
    expect(names.sort()).toEqual(folders.flatMap((name) => [name, `${name}.charm`]).sort())
    return folders
  }
  const [first, second, ...more] = await unpacked()
  expect([first, second, more]).toEqual([expect.any(String), expect.any(String), []])
  await expect(other.deploy(await charm("four"), { name: "y" })).rejects.toThrow("already exists")
  expect(await unpacked()).toEqual(expect.arrayContaining([first, second]))
  expect(await unpacked()).toHaveLength(2)
  await other.refresh("x", await charm("three"))
  await other.settle()
  expect(other.status().applications.x?.units["x/0"]?.["workload-status"].message).toBe("three")
  expect((await unpacked()).filter((name) => name === first || name === second)).toHaveLength(1)
  expect(await unpacked()).toHaveLength(2)
  other.removeApplication("x")
  other.removeApplication("y")
  await other.settle()
  expect(await unpacked()).toEqual([])
})

test("a dispatch that is not executable fails the hook with advice", async () => {
  const file = await writeZip(join(dir, "x.charm"), {
    "metadata.yaml": METADATA,
    "manifest.yaml": MANIFEST,
    dispatch: "#!/bin/sh\n",
  })
  await using other = await Model.start({ dir, updateStatusIntervalMs: 0, retry: { enabled: false } })
  await other.deploy(file)
  await expect(other.settle()).rejects.toThrow("dispatch is not executable (pack the charm with mode 0755)")
})

test("old-style hooks run, missing ones are skipped; links inside the charm are kept", async () => {
  const out = join(dir, "ran")
  const file = await writeZip(join(dir, "x.charm"), {
    "metadata.yaml": METADATA,
    "manifest.yaml": MANIFEST,
    "hooks/install": `#!/bin/sh\nreadlink link > ${out}\n`,
    "src/target": "t",
    link: { content: "src/target", mode: 0o120777 },
  })
  await using other = await Model.start({ dir, updateStatusIntervalMs: 0, retry: { enabled: false } })
  const outcomes: string[] = []
  other.listen((event) => {
    if (event.type === "hook-finished") outcomes.push(`${event.hook} ${event.outcome}`)
  })
  await other.deploy(file)
  await other.settle()
  expect((await readFile(out, "utf8")).trim()).toBe("src/target")
  expect(outcomes).toEqual([
    "install hook ok",
    "leader-elected hook skipped",
    "config-changed hook skipped",
    "start hook skipped",
  ])
  expect((await stat(out)).isFile()).toBe(true)
})

test("fields that came with bases, in a charm that names series", async () => {
  const series = `${METADATA}series: [jammy]\n`
  const assumes = `${series}assumes: [juju >= 3.0]\n`
  const containers = `${series}containers: { app: {} }\n`
  const old = (metadata: string) => refusal({ "metadata.yaml": metadata, dispatch: DISPATCH })
  const withBases = (metadata: string) =>
    refusal({ "metadata.yaml": metadata, "manifest.yaml": MANIFEST, dispatch: DISPATCH })
  expect(await old(assumes)).toContain("assumes in metadata v1 not valid")
  expect(await withBases(assumes)).toContain("assumes in metadata v1 not valid")
  expect(await old(containers)).toContain("containers without a manifest.yaml not valid")
  expect(await withBases(containers)).toContain("containers in metadata v1 not valid")
  const file = await writeZip(join(dir, "x.charm"), {
    "metadata.yaml": assumes,
    "manifest.yaml": MANIFEST,
    dispatch: DISPATCH,
  })
  await using newer = await Model.start({ dir, juju: "4.0", updateStatusIntervalMs: 0 })
  await newer.deploy(file, { units: 0 }) // Juju 4.0 ignores series beside bases.
  expect(Object.keys(newer.status().applications)).toEqual(["x"])
})

test("of equal keys in a charm's files, the last one holds, as in Juju", async () => {
  const file = await writeZip(join(dir, "x.charm"), {
    "metadata.yaml": `${METADATA}summary: t\nname: last\n`,
    "manifest.yaml": MANIFEST,
    "config.yaml": "options:\n  a: { type: int, default: 1 }\n  a: { type: string, default: b }\n",
    dispatch: DISPATCH,
  })
  expect(await readDeclaration(file)).toMatchObject({
    spec: { metadata: { name: "last" }, config: { a: { default: "b", type: "string" } } },
  })
})
