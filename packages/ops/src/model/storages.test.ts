import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { openModel } from "../../tests/open-model.ts"
import { ModelError } from "./errors.ts"
import { storages } from "./storages.ts"

function withStorages(...ids: string[]) {
  const juju = new FakeJuju()
  juju.storages = ids
  return { juju, model: openModel(juju) }
}

test("instances are listed once per dispatch, in numeric order; locations are read on use", () => {
  const { juju, model } = withStorages("data/10", "data/9")
  expect(storages(model).names).toEqual(["data"])
  expect(
    storages(model)
      .list("data")
      .map(({ id }) => id),
  ).toEqual(["data/9", "data/10"])
  expect(storages(model).list("data")).toBe(storages(model).list("data"))
  expect(juju.tools).toEqual(["storage-list"])
  expect(storages(model).list("data")[0]?.location).toBe("/srv/asked")
  expect(juju.sent("storage-get")).toEqual([["--format=json", "-s", "data/9"]])
})

test("a storage that detaches during the hook is a clear error where its location is read", () => {
  const { juju, model } = withStorages("data/0")
  const [storage] = storages(model).list("data")
  juju.failing["storage-get"] = 'ERROR invalid value "data/0" for option -s: storage not found'
  expect(() => storage?.location).toThrow(ModelError)
  expect(() => storage?.location).toThrow("the storage data/0 is not attached to this unit: invalid value")
})

test("a tool that cannot be run is not reported as a detached storage", () => {
  const { juju, model } = withStorages("data/0")
  const [storage] = storages(model).list("data")
  juju.run = () => {
    throw new Error("no connection")
  }
  expect(() => storage?.location).toThrow("no connection")
})

test("requests", () => {
  const { juju, model } = withStorages()
  storages(model).request("data")
  storages(model).request("data", 3)
  expect(juju.sent("storage-add")).toEqual([["data=1"], ["data=3"]])
  for (const count of [0, 1.5, Number.NaN])
    expect(() => storages(model).request("data", count)).toThrow("whole numbers from 1")
  juju.failing["storage-add"] = "ERROR at most 1 instance supported"
  expect(() => storages(model).request("data", 2)).toThrow(
    /cannot request 2 of the storage "data".*multiple.*Juju says: at most 1 instance supported/,
  )
})

test("an undeclared storage is refused without a call", () => {
  const { juju, model } = withStorages()
  const message = 'the charm declares no storage "disk" (declared: data)'
  expect(() => storages(model).list("disk")).toThrow(message)
  expect(() => storages(model).request("disk")).toThrow(message)
  expect(juju.tools).toEqual([])
})
