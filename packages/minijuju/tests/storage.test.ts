import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { MinijujuError, Model } from "../src/index.ts"
import { StubCharm, type StubHook } from "./stub-charm.ts"

const NO_RETRY = { retry: { enabled: false }, juju: "3.6" } as const

const STORAGE = {
  data: { type: "filesystem", location: "/srv/data", "minimum-size": "2G", multiple: { range: "1-3" } },
  disk: { type: "block" },
  extra: { type: "filesystem", multiple: { range: "0-" } },
}

const isStorageHook = (line: string) => line.includes("-storage-")

/** Creates a charm that notes the variables of its storage hooks. */
function charmWithStorage() {
  const seen = new Map<string, StubHook["env"]>()
  const charm = new StubCharm({ name: "db", storage: STORAGE }, ({ hook, env }) => {
    if (isStorageHook(hook)) seen.set(`${hook} ${env.JUJU_STORAGE_ID}`, env)
  })
  return { charm, seen }
}

test("storages are attached before install and detached before stop", async () => {
  await using model = await Model.start(NO_RETRY)
  const { charm, seen } = charmWithStorage()
  await model.deploy(charm, { storage: { data: { count: 2, size: 4096 } } })
  await model.settle()
  expect(charm.hooks.slice(0, 4)).toEqual([
    "db/0 data-storage-attached",
    "db/0 data-storage-attached",
    "db/0 disk-storage-attached",
    "db/0 install",
  ])
  const data = seen.get("data-storage-attached data/0") ?? {}
  expect(data).toMatchObject({ JUJU_STORAGE_ID: "data/0", JUJU_STORAGE_KIND: "filesystem" })
  expect(data.JUJU_STORAGE_LOCATION).toMatch(/\/agents\/unit-db-0\/root\/srv\/data\/data\/0$/)
  expect(statSync(data.JUJU_STORAGE_LOCATION ?? "").isDirectory()).toBe(true)
  const disk = seen.get("disk-storage-attached disk/2") ?? {}
  expect(disk.JUJU_STORAGE_KIND).toBe("block")
  expect(statSync(disk.JUJU_STORAGE_LOCATION ?? "").size).toBe(1024 ** 3)

  charm.hooks.length = 0
  model.removeUnit("db/0")
  await model.settle()
  expect(charm.hooks.slice(0, 4)).toEqual([
    "db/0 data-storage-detaching",
    "db/0 data-storage-detaching",
    "db/0 disk-storage-detaching",
    "db/0 stop",
  ])
  expect(seen.get("data-storage-detaching data/0")?.JUJU_STORAGE_LOCATION).toBe(data.JUJU_STORAGE_LOCATION)
})

test("a detached storage keeps its content on the next unit; a removed one loses it", async () => {
  await using model = await Model.start(NO_RETRY)
  const { charm, seen } = charmWithStorage()
  await model.deploy(charm, { units: 2, storage: { data: { count: 2 } } })
  await model.settle()
  const location = (unit: string, id: string) =>
    [...seen].find(([key, env]) => key === `data-storage-attached ${id}` && env.JUJU_UNIT_NAME === unit)?.[1]
      .JUJU_STORAGE_LOCATION ?? ""
  writeFileSync(join(location("db/0", "data/0"), "file"), "kept")
  model.detachStorage("data/0")
  await model.settle()
  expect(existsSync(location("db/0", "data/0"))).toBe(true)
  model.attachStorage("db/1", "data/0")
  await model.settle()
  const after = location("db/1", "data/0")
  expect(readFileSync(join(after, "file"), "utf8")).toBe("kept")

  expect(() => model.removeStorage("data/0")).toThrow('cannot destroy storage "data/0": storage is attached')
  model.removeStorage("data/0", { force: true })
  await model.settle()
  expect(charm.hooksOf("db/1").at(-1)).toBe("data-storage-detaching")
  await expect.poll(() => existsSync(join(after, "file"))).toBe(false)
})

test("removing a unit with its storages removes them from the model", async () => {
  await using model = await Model.start(NO_RETRY)
  const { charm } = charmWithStorage()
  await model.deploy(charm, { units: 2 })
  await model.settle()
  model.removeUnit("db/0", { destroyStorage: true })
  model.removeUnit("db/1")
  await model.settle()
  expect(() => model.attachStorage("db/9", "data/0")).toThrow('storage instance "data/0" not found')
  expect(() => model.attachStorage("db/9", "data/2")).toThrow('unit "db/9" not found')
})

test("storage-list, storage-get and storage-add, with their refusals", async () => {
  await using model = await Model.start(NO_RETRY)
  const { charm } = charmWithStorage()
  const answers: Record<string, unknown> = {}
  charm.handle(({ hook, env, tool, json }) => {
    if (hook === "disk-storage-attached") {
      answers.own = json("storage-get")
      answers.help = tool("storage-get", "--help")
    }
    if (hook === "start") {
      answers.all = json("storage-list")
      answers.some = json("storage-list", "disk")
      answers.kind = tool("storage-get", "-s", "data/0", "kind")
      tool("storage-add", "extra=2")
    }
    if (env.JUJU_STORAGE_ID === "extra/3") answers.later = json("storage-list", "extra")
  })
  await model.deploy(charm)
  await model.settle()
  expect(answers).toMatchObject({
    own: { kind: "block", location: expect.stringMatching(/storage\/disk\/1$/) },
    all: ["data/0", "disk/1"],
    some: ["disk/1"],
    kind: "filesystem\n",
    // As Python's ops looks for it.
    help: expect.stringMatching(/^-s\s+\(=\s+(disk\/1)\)\s*?$/m),
    later: ["extra/2", "extra/3"],
  })

  const errorsOf = async (...calls: string[][]) => {
    const errors: string[] = []
    charm.handle(({ tool }) => {
      for (const [name = "", ...args] of calls) {
        try {
          tool(name, ...args)
          errors.push("")
        } catch (error) {
          errors.push(error instanceof Error ? error.message.trim() : "")
        }
      }
    })
    model.updateStatus()
    await model.settle()
    return errors
  }
  expect(
    await errorsOf(
      ["storage-get"],
      ["storage-get", "-s", "data"],
      ["storage-get", "-s", "data/7"],
      ["storage-get", "-s", "data/0", "size"],
      ["storage-add"],
      ["storage-add", "extra=1G"],
      ["storage-add", "extra=-1"],
      ["storage-add", "extra=99999999999999999999"],
    ),
  ).toEqual([
    "ERROR no storage instance specified",
    'ERROR invalid value "data" for option -s: invalid storage ID "data"',
    'ERROR invalid value "data/7" for option -s: storage not found',
    'ERROR invalid storage attribute "size"',
    "ERROR storage add requires a storage directive",
    'ERROR only count can be specified for "extra"',
    expect.stringMatching(
      /^ERROR cannot parse \w+s for storage "extra": cannot parse count: count must be greater/,
    ),
    expect.stringMatching(/cannot parse count: more than 1000, got "99999999999999999999"$/),
  ])

  charm.handle(({ hook, tool }) => {
    if (hook === "update-status") tool("storage-add", "data=3")
  })
  model.updateStatus()
  await expect(model.settle()).rejects.toThrow(
    'cannot commit hook changes: adding "data" storage to db/0: attaching 3 storage instances brings the total to 4, exceeding the maximum of 3',
  )
})

test.each([
  [{ data: { size: 100 } }, 'charm "db" store "data": minimum storage size is 2.0 GB, 100 MB specified'],
  [{ data: { count: 4 } }, 'charm "db" store "data": at most 3 instances supported, 4 specified'],
  [
    { extra: { count: 1e20 } },
    'charm "db" store "extra": at most 1000 instances supported, 100000000000000000000 specified',
  ],
  [{ disk: { count: 2 } }, 'charm "db" store "disk": storage is singular, 2 specified'],
  [{ tape: { count: 1 } }, 'charm "db" has no store called "tape"'],
  [{ data: { pool: "ebs" } }, 'pool "ebs" not found'],
  [{ disk: { pool: "tmpfs" } }, '"tmpfs" provider does not support "block" storage'],
])("deploy refuses %j", async (storage, reason) => {
  await using model = await Model.start(NO_RETRY)
  const deployed = model.deploy(charmWithStorage().charm, { storage })
  await expect(deployed).rejects.toThrow(
    new MinijujuError("bad-storage", `cannot add application "db": ${reason}`),
  )
  expect(model.status().applications).toEqual({})
})

const IN_OVERRIDES =
  "preparing application args: validating create application args: invalid storage directive overrides: "

test.each([
  [
    { data: { size: 100 } },
    `${IN_OVERRIDES}storage directive size 100 is less than the charm minimum requirement of 2048`,
  ],
  [{ data: { count: 4 } }, `storage directive "data" request count 4 exceeds the charm's maximum count of 3`],
  [
    { data: { count: 0 } },
    `storage directive "data" request count 0 insufficient for the charm's minimum count of 1`,
  ],
  [{ tape: { count: 1 } }, `${IN_OVERRIDES}storage directive "tape" does not exist in the charm`],
  [
    { data: { pool: "ebs" } },
    'storage directive data pool: getting storage pool "ebs" UUID: storage pool "ebs" not found',
  ],
])("deploy on Juju 4.0 refuses %j", async (storage, reason) => {
  await using model = await Model.start({ ...NO_RETRY, juju: "4.0" })
  const deployed = model.deploy(charmWithStorage().charm, { storage })
  await expect(deployed).rejects.toThrow(new MinijujuError("bad-storage", `cannot deploy "db": ${reason}`))
})

test("Juju 4.0 has its own words for storages of units, and mounts under a UUID", async () => {
  await using model = await Model.start({ ...NO_RETRY, juju: "4.0" })
  const { charm, seen } = charmWithStorage()
  await model.deploy(charm, { units: 2, storage: { data: { count: 3 } } })
  await model.settle()
  expect(() => model.addStorage("db/9", "extra")).toThrow('unit "db/9" does not exist')
  expect(() => model.addStorage("db/0", "extra", { pool: "ebs" })).toThrow(
    'storage pool "ebs" does not exist',
  )
  expect(() => model.attachStorage("db/0", "data/0")).toThrow(
    'attaching storage "data/0" would exceed the maximum count of 3 for storage definition "data" of unit "db/0"',
  )
  const [id = ""] = model.addStorage("db/0", "extra")
  await model.settle()
  expect(() => model.attachStorage("db/0", id)).toThrow(`storage "${id}" is already attached to unit "db/0"`)
  expect(() => model.attachStorage("db/1", id)).toThrow(
    `storage "${id}" already has attachments but the charm storage definition of unit "db/1" does not support shared access`,
  )
  expect(() => model.detachStorage("data/99")).toThrow('storage "data/99" does not exist')
  const places = ["data/0", "data/1"].map(
    (each) => seen.get(`data-storage-attached ${each}`)?.JUJU_STORAGE_LOCATION ?? "",
  )
  for (const place of places)
    expect(place).toMatch(/\/root\/srv\/data\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(new Set(places).size).toBe(2)
})

test("add, attach and detach respect the charm's ranges, and an upgrade adds new storages", async () => {
  await using model = await Model.start(NO_RETRY)
  const { charm } = charmWithStorage()
  await model.deploy(charm)
  await model.settle()
  expect(() => model.addStorage("db/0", "disk")).toThrow("cannot attach, storage is singular")
  expect(() => model.addStorage("db/0", "tape")).toThrow(
    'adding "tape" storage to db/0: charm storage "tape" not found',
  )
  expect(() => model.detachStorage("data/0")).toThrow(
    "cannot destroy storage attachment data/0:db/0: detaching 1 storage instance brings the total to 0, which is less than the minimum of 1",
  )
  expect(model.addStorage("db/0", "data", { count: 2 })).toEqual(["data/2", "data/3"])
  expect(() => model.attachStorage("db/0", "data/9")).toThrow('storage instance "data/9" not found')
  await model.settle()

  charm.hooks.length = 0
  await model.refresh(
    "db",
    new StubCharm(
      { name: "db", storage: { ...STORAGE, log: { type: "filesystem" } } },
      ({ hook }) => void charm.hooks.push(`db/0 ${hook}`),
    ),
  )
  await model.settle()
  expect(charm.hooks).toEqual(["db/0 log-storage-attached", "db/0 upgrade-charm", "db/0 config-changed"])
  await expect(model.refresh("db", new StubCharm({ name: "db" }))).rejects.toThrow(
    'in-use storage "data" removed',
  )
})
