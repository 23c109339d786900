import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const charm = fileURLToPath(new URL("../../", import.meta.url))
const readme = readFileSync(join(charm, "README.md"), "utf8")

test("each situation of the README names a test of this charm", () => {
  const section = readme.split("\n## ").find((text) => text.startsWith("What to do\n")) ?? ""
  const [, ...rows] = section.split("\n").filter((line) => /^\| [^-]/.test(line))
  const titles = rows.map((row) => /`([^`]+)` \|$/.exec(row)?.[1] ?? `no title in: ${row}`)
  const tests = readdirSync(join(charm, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => readFileSync(join(charm, "src", file), "utf8"))
    .join("\n")
  expect(titles.length).toBeGreaterThanOrEqual(10)
  expect(titles.filter((title) => !tests.includes(`"${title}"`))).toEqual([])
})
