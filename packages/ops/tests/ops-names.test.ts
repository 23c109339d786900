import { expect, test } from "vitest"
import { covers, notExported, parsePage, readPage, recordedNames } from "./names-page.ts"

const names = recordedNames()
const rows = parsePage(readPage())

test("every public name of Python's ops has a row, and no row another name", () => {
  const patterns = rows.flatMap((row) => row.names)
  expect(names.length).toBeGreaterThan(600)
  expect(names.filter((name) => !patterns.some((pattern) => covers(pattern, name)))).toEqual([])
  expect(patterns.filter((pattern) => !names.some((name) => covers(pattern, name)))).toEqual([])
  expect(patterns.filter((pattern, index) => patterns.indexOf(pattern) !== index)).toEqual([])
})

test("every row has counterparts or a reason; only a row with a reason may cover all members of a class", () => {
  const bare = rows.filter(({ ours, reason = "" }) => ours.length === 0 && reason.split(" ").length < 3)
  expect(bare.map(({ line, names }) => `line ${line}: ${names}`)).toEqual([])
  const wild = rows.filter((row) => row.reason === undefined && row.names.some((name) => name.endsWith(".*")))
  expect(wild.map(({ line }) => line)).toEqual([])
})

test("every counterpart is exported", async () => {
  const ours = [...new Set(rows.flatMap((row) => row.ours))]
  expect(ours.length).toBeGreaterThan(300)
  // The last three are not: a check that finds nothing wrong would prove nothing.
  const wrong = ["Model.getBindings", "resource", "HookTable"]
  expect(await notExported([...ours, ...wrong])).toEqual(wrong)
})
