import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { NOT_EMULATED, TOOLS, toolNames } from "./table.ts"

test("KNOWN-GAPS.md lists exactly the tools that are not emulated", () => {
  const page = readFileSync(new URL("../../KNOWN-GAPS.md", import.meta.url), "utf8")
  const section = /## Hook tools that exist by name only\n([\s\S]*?)\n##/.exec(page)?.[1] ?? ""
  expect([...section.matchAll(/`([^`]+)`/g)].map(([, name]) => name)).toEqual(NOT_EMULATED)
})

test("every tool exists once", () => {
  const names = toolNames("3.6.28")
  expect(new Set(names).size).toBe(names.length)
  expect(NOT_EMULATED.filter((name) => TOOLS.has(name))).toEqual([])
})
