import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { openModel } from "../../tests/open-model.ts"
import { ModelError } from "./errors.ts"
import { JujuVersion, jujuVersion } from "./juju-version.ts"

test("of the running hook", () => {
  const version = jujuVersion(openModel(new FakeJuju()))
  expect(String(version)).toBe("3.6.28")
  expect([version.major, version.minor, version.patch, version.tag, version.build]).toEqual([3, 6, 28, "", 0])
  expect(String(jujuVersion(openModel(new FakeJuju(), "start", { JUJU_VERSION: "" })))).toBe("0.0.0")
})

test("sorts as Juju's versions follow each other", () => {
  const sorted = [
    "2.9-rc1",
    "2.9-rc10",
    "2.9.0",
    "2.9.4",
    "2.9.4.1",
    "3.0-beta1",
    "3.0.0",
    "3.10.0",
    "4.0-beta2",
  ]
  expect(
    sorted
      .map((text) => new JujuVersion(text))
      .reverse()
      .sort((a, b) => a.compare(b))
      .map(String),
  ).toEqual(sorted)
  expect(sorted.every((text) => new JujuVersion(text).equals(text))).toBe(true)
})

test.each([
  ["2.6.9", { hasAppData: false, isDispatchAware: false, hasControllerStorage: false, hasSecrets: false }],
  ["2.7.0", { hasAppData: true, isDispatchAware: false, hasControllerStorage: false, hasSecrets: false }],
  ["3.0.2", { hasAppData: true, isDispatchAware: true, hasControllerStorage: true, hasSecrets: false }],
  ["3.0.3", { hasAppData: true, isDispatchAware: true, hasControllerStorage: true, hasSecrets: true }],
])("what Juju %s has", (version, expected) => {
  expect(new JujuVersion(version)).toMatchObject(expected)
})

test.each(["", "3", "3.x", "v3.6.1", "3.6.1-beta", "3.6.1.2.3"])("%j is no version", (text) => {
  expect(() => new JujuVersion(text)).toThrow(ModelError)
})
