import { expect, test } from "vitest"
import { Handle } from "./handle.ts"

test("A3: a path is kind[key] parts joined by slashes; an empty key is left out", () => {
  const charm = new Handle(undefined, "MyCharm")
  expect(charm.child("Lib", "db").child("on").child("ready", "8").path).toBe("MyCharm/Lib[db]/on/ready[8]")
  expect(charm.child("Lib", "").path).toBe("MyCharm/Lib")
})

test("A3: parsing gives back the same path", () => {
  expect(Handle.parse("MyCharm/Lib[db]/on/ready[8]").path).toBe("MyCharm/Lib[db]/on/ready[8]")
  expect(Handle.parse("MyCharm/Lib[db]").key).toBe("db")
})

test.each(["", "a//b", "a[b", "a]b[", "a[]"])("A3: %j is refused as a path", (path) => {
  expect(() => Handle.parse(path)).toThrow("not a handle path")
})

test("A3: keys cannot hold the characters of paths", () => {
  expect(() => new Handle(undefined, "Lib", "a/b")).toThrow('must not contain "/"')
  expect(() => new Handle(undefined, "Lib", "a[1]")).toThrow("Lib")
  expect(() => new Handle(undefined, "")).toThrow("handleKind")
})
