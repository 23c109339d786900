import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setImmediate } from "node:timers/promises"
import { expect, test } from "vitest"
import { MinijujuError, Model } from "../src/index.ts"
import { engineOf } from "../src/model/model.ts"
import { StorageDisks } from "../src/model/storage-disks.ts"
import { newModelState } from "../src/state/model-state.ts"
import { StubCharm, type StubHook } from "./stub-charm.ts"

const NO_RETRY = { retry: { enabled: false } }

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
    if (hook === "disk-storage-attached") answers.own = json("storage-get")
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

test("an error while a hook's changes are applied is a failed hook", async () => {
  await using model = await Model.start(NO_RETRY)
  const { charm } = charmWithStorage()
  await model.deploy(charm)
  await model.settle()
  engineOf(model).state.storages.set = () => {
    throw new RangeError("too many")
  }
  charm.handle(({ tool }) => void tool("storage-add", "extra"))
  model.updateStatus()
  await expect(model.settle()).rejects.toThrow("cannot commit hook changes: too many")
})

test("a disk that cannot be removed does not end the process", async () => {
  const dir = mkdtempSync(join(tmpdir(), "disks-"))
  mkdirSync(join(dir, "storage/data/0"), { recursive: true })
  const disks = new StorageDisks(dir)
  rmSync(join(dir, "storage/data"), { recursive: true })
  writeFileSync(join(dir, "storage/data"), "")
  disks.dropUnused({ ...newModel(), storages: new Map() })
  await setImmediate()
  rmSync(dir, { recursive: true })
})

const newModel = () => newModelState({ name: "m", uuid: "u", jujuVersion: "3.6.0" })

test("a storage that moves while storage-attached runs is attached on the other unit, too", async () => {
  await using model = await Model.start(NO_RETRY)
  const { charm } = charmWithStorage()
  await model.deploy(charm, { units: 2 })
  await model.settle()
  let move = () => {}
  charm.handle(({ hook, env }) => {
    if (hook === "extra-storage-attached" && env.JUJU_UNIT_NAME === "db/0") move()
  })
  const [id = ""] = model.addStorage("db/0", "extra")
  const moved = new Promise<void>((done) => {
    move = () => {
      model.detachStorage(id)
      done()
    }
  })
  await moved
  await model.settle()
  model.attachStorage("db/1", id)
  await model.settle()
  expect(charm.hooksOf("db/0").slice(-2)).toEqual(["extra-storage-attached", "extra-storage-detaching"])
  expect(charm.hooksOf("db/1").at(-1)).toBe("extra-storage-attached")
})

test("a location stays below the unit's folder", async () => {
  await using model = await Model.start(NO_RETRY)
  let location = ""
  const storage = { data: { type: "filesystem", location: "/../../../escaped" } }
  await model.deploy(
    new StubCharm({ name: "db", storage }, ({ env }) => {
      location ||= env.JUJU_STORAGE_LOCATION ?? ""
    }),
  )
  await model.settle()
  expect(location).toMatch(/\/agents\/unit-db-0\/root\/escaped$/)
})

test("an upgrade forgets the storages that the charm no longer declares", async () => {
  await using model = await Model.start(NO_RETRY)
  await model.deploy(charmWithStorage().charm, { units: 0, storage: { extra: { count: 2 } } })
  const { state } = engineOf(model)
  await model.refresh("db", new StubCharm({ name: "db" }))
  model.addUnits("db")
  await model.settle()
  expect([...state.storages.keys()]).toEqual([])
})

test("an upgrade gives no storage to a unit that is being removed", async () => {
  await using model = await Model.start(NO_RETRY)
  const charm = new StubCharm({ name: "db" }, ({ hook }) => (hook === "stop" ? 1 : 0))
  await model.deploy(charm)
  await model.settle()
  model.removeUnit("db/0")
  await expect(model.settle()).rejects.toThrow("stop")
  await model.refresh("db", charmWithStorage().charm)
  expect([...engineOf(model).state.storages.keys()]).toEqual([])
})

test("new content of a resource is another file than the one that may be running", async () => {
  await using model = await Model.start(NO_RETRY)
  const dir = mkdtempSync(join(tmpdir(), "resource-"))
  const file = join(dir, "tool")
  writeFileSync(file, "one")
  let path = ""
  const charm = new StubCharm(
    { name: "db", resources: { tool: { type: "file", filename: "tool" } } },
    ({ tool }) => {
      path = tool("resource-get", "tool").trim()
    },
  )
  await model.deploy(charm, { resources: { tool: file } })
  await model.settle()
  const fd = openSync(path, "r")
  writeFileSync(file, "two")
  await model.attachResource("db", "tool", file)
  await model.settle()
  expect(readFileSync(fd, "utf8")).toBe("one")
  expect(readFileSync(path, "utf8")).toBe("two")
  closeSync(fd)
  await expect(model.attachResource("db", "tool", dir)).rejects.toThrow("is not a file")
  rmSync(dir, { recursive: true })
})
