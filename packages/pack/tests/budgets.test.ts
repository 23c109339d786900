import { existsSync, readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { packCharm } from "../src/index.ts"
import { BUDGETS } from "./budgets.ts"
import { scratchFolder } from "./support/project.ts"

/** The folders of the repository's own charms, by name. */
const projects = new Map(
  ["examples", "charms"].flatMap((folder) => {
    const dir = fileURLToPath(new URL(`../../../${folder}/`, import.meta.url))
    const names = readdirSync(dir).filter((name) => existsSync(`${dir}${name}/src/charm.ts`))
    return names.map((name) => [name, dir + name] as const)
  }),
)

test("every charm has a budget, and every budget a charm", () => {
  expect(
    [...projects.keys()].filter((name) => BUDGETS[name] === undefined),
    "add to budgets.ts: the bytes of src/charm.cjs and a twentieth more",
  ).toEqual([])
  expect(Object.keys(BUDGETS).filter((name) => !projects.has(name))).toEqual([])
})

test.each([...projects])("%s keeps to its budget", async (name, projectDir) => {
  using out = scratchFolder()
  const packed = await packCharm({
    projectDir,
    outDir: out.dir,
    conditions: ["charmkit-source"],
  })
  const bytes = packed.entries.find(({ path }) => path === "src/charm.cjs")?.bytes ?? 0
  const budget = BUDGETS[name] ?? 0
  const packages = packed.bundledPackages.join(", ")
  console.log(
    `${name}: src/charm.cjs ${bytes} of ${budget} bytes, archive ${packed.bytes} bytes, with ${packages}`,
  )
  expect(bytes, `${name} is over its budget in budgets.ts; what it carries: ${packages}`).toBeLessThanOrEqual(
    budget,
  )
  // A budget far above the bundle's size would detect nothing.
  expect(budget, `${name} has become smaller: lower its budget in budgets.ts`).toBeLessThan(bytes * 1.15)
})
