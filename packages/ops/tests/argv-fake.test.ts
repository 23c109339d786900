import { expect, test } from "vitest"
import { ArgvFake } from "./argv-fake.ts"

test("an undeclared call fails", () => {
  expect(() => new ArgvFake().run("is-leader", [])).toThrow()
  expect(() => new ArgvFake().expect(["is-leader"]).run("is-leader", ["--format=json"])).toThrow()
  expect(() => new ArgvFake().expect(["state-set"], { stdin: "a" }).run("state-set", [], "b")).toThrow()
  expect(() => new ArgvFake().expect(["state-set"]).run("state-set", [], "")).toThrow()
})

test("a declared call that is not made is reported, once", () => {
  ArgvFake.leftOver()
  new ArgvFake().expect(["is-leader"]).expect(["config-get"]).run("is-leader", [])
  expect(ArgvFake.leftOver()).toEqual(["config-get"])
  expect(ArgvFake.leftOver()).toEqual([])
})
