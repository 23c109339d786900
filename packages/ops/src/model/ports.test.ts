import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { openModel } from "../../tests/open-model.ts"

test("setting ports closes and opens the difference; ranges are not split", () => {
  const juju = new FakeJuju()
  juju.opened = ["80/tcp", "1000-1010/udp"]
  openModel(juju).unit.ports.set(["80", "443/tcp"])
  expect(juju.sent("close-port")).toEqual([["1000-1010/udp"]])
  expect(juju.sent("open-port")).toEqual([["443/tcp"]])
})

test("the ports of another unit cannot be changed", () => {
  expect(() => openModel(new FakeJuju()).getUnit("me/1").ports).toThrow("another unit")
})
