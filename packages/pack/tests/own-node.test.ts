import { chmodSync } from "node:fs"
import { basename, join } from "node:path"
import { expect, test } from "vitest"
import { parse } from "yaml"
import { packCharm } from "../src/index.ts"
import { readText } from "./support/archive.ts"
import { charmcraftYaml, charmProject } from "./support/project.ts"

/** The first bytes of a program for Linux. */
function elf(machine: number, bigEndian = false): Buffer {
  const head = Buffer.alloc(64)
  head.write("\x7fELF", "latin1")
  head[5] = bigEndian ? 2 : 1
  if (bigEndian) head.writeUInt16BE(machine, 18)
  else head.writeUInt16LE(machine, 18)
  return head
}

function projectWith(node: string | Buffer, platforms = "") {
  const project = charmProject()
  project.write("charmcraft.yaml", charmcraftYaml + platforms)
  project.write("bin/node", node, 0o755)
  return project
}

const only = (architecture: string) => `base: ubuntu@24.04\nplatforms: {${architecture}: }\n`
const ARM64 = elf(183)

test.each([
  [ARM64, only("arm64"), "arm64"],
  [ARM64, "base: ubuntu@24.04\n", "arm64"],
  [ARM64, "", "arm64"],
  [ARM64, "bases: [{name: ubuntu, channel: '22.04'}]\n", "arm64"],
  [
    ARM64,
    "bases: [{name: ubuntu, channel: '22.04', architectures: [arm64]}, {name: ubuntu, channel: '24.04'}]\n",
    "arm64",
  ],
  [elf(22, true), only("s390x"), "s390x"],
])("a bin/node makes the charm one for its architecture (%#)", async (node, platforms, architecture) => {
  using project = projectWith(node, platforms)
  const { file } = await packCharm({ projectDir: project.dir })
  expect(basename(file)).toBe(`tiny_${architecture}.charm`)
  const manifest: unknown = parse(await readText(file, "manifest.yaml"))
  expect(manifest).toHaveProperty("bases.0.architectures", [architecture])
  for (const base of Object(manifest).bases) expect(base.architectures).toEqual([architecture])
})

test.each([
  [
    only("amd64"),
    "bin/node is for arm64, the project's bases and platforms are not (amd64); use one for them",
  ],
  [
    "base: ubuntu@24.04\nplatforms: {arm64: , amd64: , s390x: }\n",
    "bin/node is for arm64, the project's bases and platforms are also for amd64, s390x, where the charm could not start; " +
      "write `platforms: { arm64: }`, or remove bin/node",
  ],
  [
    "base: ubuntu@24.04\nplatforms: {any: {build-on: [amd64], build-for: [all]}}\n",
    "are also for amd64, s390x",
  ],
  [
    "bases: [{name: ubuntu, channel: '22.04', architectures: [arm64, amd64]}, {name: ubuntu, channel: '24.04'}]\n",
    "are also for amd64, where the charm could not start; write `architectures: [arm64]`, or remove bin/node",
  ],
])(
  "a bin/node for one of several architectures, or another one, is refused: %s",
  async (platforms, message) => {
    using project = projectWith(ARM64, platforms)
    await expect(packCharm({ projectDir: project.dir })).rejects.toMatchObject({
      code: "runtime",
      message: expect.stringContaining(message),
    })
  },
)

test("a bin/node that no unit can run is refused", async () => {
  using mac = projectWith(Buffer.from("\xcf\xfa\xed\xfe and more", "latin1"))
  await expect(packCharm({ projectDir: mac.dir })).rejects.toMatchObject({
    code: "runtime",
    message: expect.stringContaining("bin/node is no program for Linux"),
  })
  for (const node of [ARM64, "#!/bin/sh\n"]) {
    using unset = projectWith(node)
    chmodSync(join(unset.dir, "bin/node"), 0o644)
    await expect(packCharm({ projectDir: unset.dir })).rejects.toThrow("chmod +x bin/node")
  }
})

test("a script in bin/node may be for every architecture", async () => {
  using project = projectWith("#!/bin/sh\n")
  expect(basename((await packCharm({ projectDir: project.dir })).file)).toBe("tiny_all.charm")
})
