import { readdirSync } from "node:fs"
import { copyFile, mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { at, CliHome } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

let home: CliHome
let folder: string
beforeAll(async () => {
  home = await CliHome.make()
  folder = join(home.dir, "folder")
  await mkdir(folder)
  home.env.MINIJUJU_CHARMS = folder
  await shellCharm(folder, "db", says("one"))
  await shellCharm(home.dir, "web", says("web"))
}, 120_000)
afterAll(() => home.end())

/** A charm that has this message as its status. */
const says = (message: string) => `status-set active ${message}`
const added = (name: string) => join(home.dir, `${name}.charm`)
const application = async (name: string) => at(await home.json("status"), "applications", name)

test("the user's charms: added, listed, removed", async () => {
  expect(await home.ok("charms", "add", added("web"), "--channel", "2")).toBe(
    'Added charm "web", revision 1, from web.charm\n',
  )
  // The same file again is the same revision; another file is the next one.
  await home.ok("charms", "add", added("web"), "--channel", "2")
  await shellCharm(home.dir, "web", says("newer"))
  expect(await home.ok("charms", "add", added("web"), "--channel", "2/edge")).toContain("revision 2")
  expect(await home.ok("charms", "add", folder, "--as", "other")).toContain(
    '"other", revision 1, from db.charm',
  )

  const listed = await home.json("charms")
  const rows = Array.isArray(listed) ? listed : []
  expect(rows.map((row) => ["name", "revision", "channel"].map((key) => at(row, key)))).toEqual([
    ["db", 0, undefined],
    ["web", 1, "2/stable"],
    ["web", 2, "2/edge"],
    ["other", 1, undefined],
    ["any-charm", 0, undefined],
    ["ubuntu", 0, undefined],
  ])
  expect(await home.ok("charms")).toMatch(/^Charm +Rev +Channel +File\ndb +0 +any +\//)

  await home.ok("charms", "remove", "web", "--revision", "2")
  await home.ok("charms", "remove", "other")
  expect(readdirSync(join(home.home, "charms")).filter((name) => name.endsWith(".charm"))).toHaveLength(1)
  expect((await home.run(["charms", "remove", "web", "--revision", "2"])).err).toContain('"web" not found in')
  expect((await home.run(["charms", "add", home.home])).err).toContain("contains no .charm")
  expect((await home.run(["charms", "sell"])).code).toBe(2)
})

// As Charmhub's juju-qa-dummy-sink, whose metadata says dummy-sink.
test.each(["3.6", "4.0"])("a charm may have another name than its metadata says, on %s", async (juju) => {
  await home.ok("charms", "add", folder, "--as", "other")
  await home.ok("add-model", `names-${juju.replace(".", "")}`, "--juju", juju)
  const { err } = await home.run(["deploy", "other"])
  expect(err).toMatch(
    /Located charm "other" in .*, revision 1\nDeploying "db" from charm-hub charm "db", revision 1/,
  )
  expect(await application("db")).toMatchObject({ charm: "other", "charm-name": "other" })
  expect(at(await home.json("show-application", "db"), "db", "charm")).toBe("other")
  expect(await home.ok("config", "db")).toMatch(juju === "3.6" ? /^charm: db$/m : /^charm: other$/m)
  expect(at(await home.json("show-unit", "db/0"), "db/0", "charm")).toMatch(/^ch:\w+\/other-1$/)
  expect((await home.run(["refresh", "db"])).err).toBe('charm "other": already up-to-date\n')
  await home.ok("destroy-model", "--no-prompt", `names-${juju.replace(".", "")}`)
  await home.ok("charms", "remove", "other")
})

describe("an application deployed by name", () => {
  test("is found in the folder, and shown as one from Charmhub", async () => {
    const { err } = await home.run(["deploy", "db", "--channel", "14/edge"])
    expect(err).toMatch(/Located charm "db" in .*db\.charm, revision 0/)
    expect(err).toMatch(/Deploying "db" from charm-hub charm "db", revision 0 in channel 14\/edge on ubuntu@/)
    await home.until("db/0", "active: one")
    expect(await application("db")).toMatchObject({
      charm: "db",
      "charm-name": "db",
      "charm-origin": "charmhub",
      "charm-channel": "14/edge",
      "charm-rev": 0,
    })
    expect(await home.ok("status")).toMatch(/^db +active +1 +db +14\/edge +0 /m)
    expect(at(await home.json("show-unit", "db/0"), "db/0", "charm")).toMatch(/^ch:\w+\/db-0$/)
    expect(await home.run(["deploy", "db", "x", "--revision", "0"])).toMatchObject({
      code: 1,
      err: "ERROR specifying a revision requires a channel for future upgrades. Please use --channel\n",
    })
  })

  test("is refreshed to the newest file of its channel", async () => {
    expect((await home.run(["refresh", "db"])).err).toBe('charm "db": already up-to-date\n')
    // As "juju download" names a file.
    await copyFile(await shellCharm(home.dir, "db", says("seven")), join(folder, "db_r7.charm"))
    expect((await home.run(["refresh", "db"])).err).toContain(
      'Added charm-hub charm "db", revision 7 in channel 14/edge',
    )
    await home.until("db/0", "active: seven")
    await home.ok("refresh", "db", "--revision", "0")
    await home.until("db/0", "active: one")
    expect(await application("db")).toMatchObject({ "charm-rev": 0 })
    // Another file of the same revision, as after packing again.
    await rm(join(folder, "db_r7.charm"))
    await shellCharm(folder, "db", says("again"))
    await home.ok("refresh", "db", "--channel", "16/stable")
    await home.until("db/0", "active: again")
    expect(await application("db")).toMatchObject({ "charm-rev": 1, "charm-channel": "16/stable" })
    expect((await home.run(["refresh", "db"])).err).toBe('charm "db": already up-to-date\n')
  })

  test("from a path on is a local one, and without a path it is not refreshed", async () => {
    await home.ok("refresh", "db", "--path", join(folder, "db.charm"))
    expect(await application("db")).toMatchObject({ "charm-origin": "local", charm: "local:db-2" })
    expect((await home.run(["refresh", "db"])).err).toBe(
      "ERROR refreshing a local charm requires either --path or --switch\n",
    )
    await home.ok("refresh", "db", "--switch", "ch:web")
    expect(await application("db")).toMatchObject({ "charm-name": "web", "charm-rev": 1 })
  })
})

test("ubuntu works out of the box", async () => {
  await home.ok("deploy", "ubuntu", "--base", "ubuntu@22.04")
  await home.until("ubuntu/0", "active: ")
})

test("names are completed", async () => {
  const words = async (...line: string[]) => (await home.ok("completion", "bash", "--", ...line)).split("\n")
  expect(await words("deploy", "d")).toEqual(["db", ""])
  expect(await words("charms", "remove", "w")).toEqual(["web", ""])
  expect(await words("deploy", "./")).toEqual([""])
})
