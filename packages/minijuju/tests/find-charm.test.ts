import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { channelDistance, fullChannel } from "../src/charm/library/channel.ts"
import { findCharm, type WantedCharm } from "../src/charm/library/find-charm.ts"
import { lockFileText, readLockFile, sha256Of } from "../src/charm/library/lock-file.ts"
import { charmPlaces } from "../src/charm/library/places.ts"
import { shellCharm } from "./shell-charm.ts"

let dir: string
let folder: string
let project: string
let home: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "mj-find-"))
  folder = join(dir, "folder")
  project = join(dir, "project")
  home = join(dir, "home")
  await Promise.all(
    [folder, join(project, "tests"), join(home, "charms")].map((path) => mkdir(path, { recursive: true })),
  )
  await shellCharm(folder, "db", "exit 0")
  await Promise.all(["a", "b", "c"].map((name) => shellCharm(project, name, "exit 0")))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const lock = (text: string) => writeFile(join(project, "charms.lock"), text)
/** Looks up a charm as a command in the project's folder does, and names its file and revision. */
async function find(wanted: WantedCharm, folders = folder): Promise<string> {
  const { path, revision, channel } = await findCharm(
    wanted,
    charmPlaces(home, join(project, "tests"), folders),
  )
  return `${path.slice(dir.length + 1)} ${revision} ${channel}`
}

describe("channels", () => {
  test("are written in full", () => {
    expect(["edge", "14", "14/beta", "latest/edge/fix", "edge/fix"].map(fullChannel)).toEqual([
      "latest/edge",
      "14/stable",
      "14/beta",
      "latest/edge/fix",
      "latest/edge/fix",
    ])
    for (const bad of ["", "14/risky", "a/stable/b/c", "14//edge"])
      expect(() => fullChannel(bad)).toThrow(`channel ${JSON.stringify(bad)} not valid`)
  })

  test("a riskier channel follows a more stable one of its track", () => {
    expect(channelDistance("14/edge", "14/edge")).toBe(0)
    expect(channelDistance("14/edge", "14/beta")).toBe(2)
    expect(channelDistance("14/edge", "14/stable")).toBe(4)
    expect(channelDistance("14/stable", "14/edge")).toBeUndefined()
    expect(channelDistance("14/edge", "16/edge")).toBeUndefined()
    expect(channelDistance("14/edge", "14/edge/fix")).toBeUndefined()
    expect(channelDistance("14/edge/fix", "14/edge")).toBe(1)
    expect(channelDistance(undefined, "16/edge")).toBe(3)
    expect(channelDistance("14/edge", undefined)).toBe(0)
  })
})

describe("a name", () => {
  test("is that of the metadata; the file's name may end with a revision", async () => {
    expect(await find({ name: "db" })).toBe("folder/db.charm 0 latest/stable")
    await writeFile(join(folder, "x_r7.charm"), await readFile(join(folder, "db.charm")))
    expect(await find({ name: "db", channel: "edge" })).toBe("folder/x_r7.charm 7 latest/edge")
    expect(await find({ name: "db", revision: 0 })).toBe("folder/db.charm 0 latest/stable")
    expect(await find({ name: "db", base: "ubuntu@24.04" })).toBe("folder/x_r7.charm 7 latest/stable")
    await expect(find({ name: "db", base: "ubuntu@22.04" })).rejects.toThrow(
      '"db" not found (base ubuntu@22.04)',
    )
  })

  test("is looked up in the charms.lock of the project first: channel, then revision", async () => {
    await lock(`db:
  - { path: a.charm, revision: 3, channel: 14/stable }
  - { path: b.charm, revision: 9, channel: 14/beta }
  - { path: c.charm, revision: 4, channel: 14 }
`)
    expect(await find({ name: "db" })).toBe("project/c.charm 4 14/stable")
    expect(await find({ name: "db", channel: "14/edge" })).toBe("project/b.charm 9 14/edge")
    expect(await find({ name: "db", revision: 3 })).toBe("project/a.charm 3 14/stable")
    // What the lock file does not answer is looked up in the next place.
    expect(await find({ name: "db", channel: "16/edge" })).toBe("folder/x_r7.charm 7 16/edge")
  })

  test("whose file has changed or is gone is refused", async () => {
    const sha256 = sha256Of(join(project, "a.charm"))
    await lock(`db: { path: a.charm, sha256: ${sha256} }\n`)
    expect(await find({ name: "db" })).toBe("project/a.charm 0 latest/stable")
    await lock(`db: { path: b.charm, sha256: ${sha256} }\n`)
    await expect(find({ name: "db" })).rejects.toThrow(/b\.charm is not the charm "db" of .*charms\.lock/)
    await lock("db: { path: gone.charm }\n")
    await expect(find({ name: "db" })).rejects.toThrow(
      /has the charm "db" at .*gone\.charm, where there is no file/,
    )
  })

  test("that is unknown: the error lists the places, their releases and problems, and what to do", async () => {
    await lock("db: { path: a.charm, revision: 3, channel: 14/stable }\n")
    await writeFile(join(folder, "broken.charm"), "no zip archive")
    const error: unknown = await find({ name: "db", revision: 5 }).catch((reason: unknown) => reason)
    if (!(error instanceof Error)) throw new Error("found")
    const lines = error.message.replaceAll(dir, "").split("\n")
    expect(lines[0]).toBe('charm "db" not found (revision 5): minijuju downloads nothing, it looks in')
    expect(lines).toContain("  /project/charms.lock has revision 3 in 14/stable")
    expect(lines).toContain("  /folder has revision 0; revision 7")
    expect(lines).toContain("  /home/charms")
    expect(lines.join("\n")).toContain("/folder/broken.charm: cannot use charm")
    expect(lines.at(-1)).toContain("minijuju charms add ./db.charm")
    await rm(join(project, "charms.lock"))
    await expect(find({ name: "x" }, "")).rejects.toThrow(
      /charms\.lock of the project \(there is none\)\n {2}folders of MINIJUJU_CHARMS \(not set\)/,
    )
  })
})

describe("a charms.lock", () => {
  test("that is not valid: the error names the entry", async () => {
    for (const [text, reason] of [
      ["- db", "must be a map of names"],
      ["db: 4", '"db" must be a map with a path'],
      ["db: {}", '"db" needs a path'],
      ["db: { path: a, revision: -1 }", '"db" needs a whole number'],
      ["db: { path: a, channel: 14/risky }", 'channel "14/risky" not valid'],
      ["db: { path: a, sha256: abc }", '"db" needs 64 hexadecimal digits'],
      ["db: { path: a, version: 3 }", '"db" has the unknown key "version"'],
      ["db: [", "charms.lock"],
    ] as const) {
      await lock(text)
      expect(() => readLockFile(join(project, "charms.lock")), text).toThrow(reason)
      // Not another charm of this name from another place.
      await expect(find({ name: "db" }), text).rejects.toThrow(/\/project\/charms\.lock\b/)
    }
  })

  test("is written as it is read", async () => {
    const charms = [
      { name: "db", path: join(project, "a.charm"), revision: 3, channel: "14/stable" },
      { name: "db", path: join(project, "b.charm"), revision: 4, sha256: "0".repeat(64) },
    ]
    await lock(lockFileText(charms, ({ path }) => path.slice(project.length + 1)))
    expect(readLockFile(join(project, "charms.lock"))).toEqual(charms)
  })
})
