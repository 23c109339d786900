import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setImmediate } from "node:timers/promises"
import { expect, test } from "vitest"
import { Model } from "../src/index.ts"
import { engineOf } from "../src/model/model.ts"
import { StorageDisks } from "../src/model/storage-disks.ts"
import { newModelState } from "../src/state/model-state.ts"
import { StubCharm } from "./stub-charm.ts"

const NO_RETRY = { retry: { enabled: false } }

const database = () =>
  new StubCharm({
    name: "db",
    storage: { disk: { type: "block" }, extra: { type: "filesystem", multiple: { range: "0-" } } },
  })

test("an error while a hook's changes are applied is a failed hook", async () => {
  await using model = await Model.start(NO_RETRY)
  const charm = database()
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
  disks.dropUnused(newModelState({ name: "m", uuid: "u", jujuVersion: "3.6.0" }))
  await setImmediate()
  rmSync(dir, { recursive: true })
})

test("a storage that moves while storage-attached runs is attached on the other unit, too", async () => {
  await using model = await Model.start(NO_RETRY)
  const charm = database()
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
  await model.deploy(database(), { units: 0, storage: { extra: { count: 2 } } })
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
  await model.refresh("db", database())
  expect([...engineOf(model).state.storages.keys()]).toEqual([])
})
