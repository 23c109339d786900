import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { Model } from "../src/index.ts"
import { StubCharm } from "./stub-charm.ts"

test("new content of a resource is another file than the one that may be running", async () => {
  await using model = await Model.start({ retry: { enabled: false } })
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
