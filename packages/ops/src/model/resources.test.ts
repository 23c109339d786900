import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { openModel } from "../../tests/open-model.ts"
import { ModelError } from "./errors.ts"
import { resources } from "./resources.ts"

test("a file is fetched once per dispatch", () => {
  const juju = new FakeJuju()
  juju.resources = { img: "/agent/resources/img/img.tar" }
  const model = openModel(juju)
  expect(resources(model).names).toEqual(["img"])
  expect(juju.tools).toEqual([])
  expect(resources(model).fetch("img")).toBe("/agent/resources/img/img.tar")
  expect(resources(model).fetch("img")).toBe("/agent/resources/img/img.tar")
  expect(juju.tools).toEqual(["resource-get"])
})

test("without a file: how the operator supplies one, and Juju's words", () => {
  const fetch = () => resources(openModel(new FakeJuju())).fetch("img")
  expect(fetch).toThrow(ModelError)
  expect(fetch).toThrow(
    'Juju has no file for the resource "img"; supply one: juju attach-resource me img=FILE. Juju says: could not download resource: not found',
  )
})

test("a file that is supplied after a failed fetch is found", () => {
  const juju = new FakeJuju()
  const model = openModel(juju)
  expect(() => resources(model).fetch("img")).toThrow(ModelError)
  juju.resources = { img: "/img" }
  expect(resources(model).fetch("img")).toBe("/img")
})

test("an undeclared name is refused without a call", () => {
  const juju = new FakeJuju()
  expect(() => resources(openModel(juju)).fetch("toString")).toThrow(
    'the charm declares no resource "toString" (declared: img)',
  )
  expect(juju.tools).toEqual([])
})
