import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { packCharm } from "../src/index.ts"
import { runCli } from "../src/pack/cli/run.ts"
import { readArchive } from "./support/archive.ts"
import { charmProject, charmSource } from "./support/project.ts"

test("unpackedDir: the same files as in the archive, with their modes, and no archive", async () => {
  using project = charmProject()
  project.write("files/deep/run.sh", "#!/bin/sh\n", 0o755)
  const before = readdirSync(project.dir)
  const unpackedDir = join(project.dir, "build/charm")
  const umask = process.umask(0o077)
  const result = await packCharm({ projectDir: project.dir, unpackedDir }).finally(() => process.umask(umask))
  expect(result.file).toBe(unpackedDir)
  expect(readdirSync(project.dir)).toEqual([...before, "build"].sort())
  const { file } = await packCharm({ projectDir: project.dir })
  const packed = (await readArchive(file)).map(({ path, unixMode, bytes }) => [path, unixMode, bytes])
  const onDisk = packed.map(([path]) => {
    const { mode, size } = statSync(join(unpackedDir, String(path)))
    return [path, mode, size]
  })
  expect(onDisk).toEqual(packed)
  expect(result.bytes).toBe(onDisk.reduce((sum, [, , size]) => sum + Number(size), 0))
  expect(
    readdirSync(unpackedDir, { recursive: true, withFileTypes: true }).filter((each) => each.isFile()),
  ).toHaveLength(packed.length)
})

test("a folder with content, and a file, are refused and left as they are; an empty folder is used", async () => {
  using project = charmProject()
  project.write("out/old", "old")
  const pack = (path: string) => packCharm({ projectDir: project.dir, unpackedDir: join(project.dir, path) })
  await expect(pack("out")).rejects.toMatchObject({
    code: "out-dir",
    message: `${join(project.dir, "out")} is not empty; remove it first, or choose another folder`,
  })
  expect(readdirSync(join(project.dir, "out"))).toEqual(["old"])
  await expect(pack("LICENSE")).rejects.toMatchObject({ code: "out-dir" })
  // Before the rest of the work.
  project.write("src/charm.ts", "no TypeScript")
  await expect(pack("out")).rejects.toMatchObject({ code: "out-dir" })
  project.write("src/charm.ts", charmSource)
  project.remove("out/old")
  await pack("out")
  expect(readdirSync(join(project.dir, "out"))).toContain("metadata.yaml")
})

test("outDir and unpackedDir together are refused", async () => {
  using project = charmProject()
  const before = readdirSync(project.dir)
  const unpackedDir = join(project.dir, "unpacked")
  await expect(
    packCharm({ projectDir: project.dir, outDir: project.dir, unpackedDir }),
  ).rejects.toMatchObject({ code: "out-dir", message: expect.stringContaining("give one of them") })
  expect(readdirSync(project.dir)).toEqual(before)
})

test("--unpacked DIR prints the folder; --help teaches it; together with --out it is wrong usage", async () => {
  using project = charmProject()
  const stdout: string[] = []
  const stderr: string[] = []
  const cli = (...argv: string[]) =>
    runCli(argv, { stdout: (text) => void stdout.push(text), stderr: (text) => void stderr.push(text) })
  const dir = join(project.dir, "unpacked")
  expect(await cli(project.dir, "--unpacked", dir)).toBe(0)
  expect(stdout).toEqual([`${dir}\n`])
  expect(await cli(project.dir, "--unpacked", dir)).toBe(1)
  expect(stderr.join("")).toContain(`error: ${dir} is not empty`)
  expect(await cli("--unpacked", dir, "--out", dir)).toBe(2)
  expect(await cli("--help")).toBe(0)
  expect(stdout.join("")).toContain("charmkit-pack --unpacked build/charm && charmcraft pack")
})
