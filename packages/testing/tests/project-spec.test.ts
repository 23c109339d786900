import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { CharmBase } from "@charmkit/ops"
import { MetadataError } from "@charmkit/ops/metadata"
import { afterEach, expect, test } from "vitest"
import { Context, inProcess } from "../src/index.ts"

class MyCharm extends CharmBase {}

const dir = mkdtempSync(join(tmpdir(), "charmkit-testing-"))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const cure =
  'name the folder of the charm project, which has a charmcraft.yaml (or a metadata.yaml), for example { project: "charms/web" } or ' +
  '{ project: new URL("..", import.meta.url) }'

test("a folder without charmcraft.yaml and metadata.yaml: the path and the cure", () => {
  mkdirSync(dir, { recursive: true })
  // Alone, it is no charm.
  writeFileSync(join(dir, "config.yaml"), "options: {}\n")
  const message = `${dir}: has no charmcraft.yaml and no metadata.yaml; ${cure}`
  expect(() => new Context(MyCharm, { project: dir })).toThrow(MetadataError)
  expect(() => new Context(MyCharm, { project: dir })).toThrow(message)
  expect(() => new Context(MyCharm, { project: pathToFileURL(dir) })).toThrow(message)
  expect(() => inProcess(MyCharm, { project: dir })).toThrow(message)
})

test("a folder that does not exist: the absolute path and the cure", () => {
  expect(() => new Context(MyCharm, { project: "no/such/folder" })).toThrow(
    `${join(process.cwd(), "no/such/folder")}: there is no such folder; ${cure}`,
  )
})
