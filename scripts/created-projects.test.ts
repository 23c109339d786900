// What `npm create charm` makes, with the packages from their tarballs: one project of each kind on this Node.js, in the deep run each kind in
// each style on all that the project's pipeline names.
import { readFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { KINDS, STYLES } from "../packages/create-charm/src/create/charm-project.ts"
import { isDeep } from "../suite/doses.ts"
import { withCertificates } from "../suite/extra-certificates.ts"
import { projectWithPackages } from "../suite/installed.ts"
import { once } from "../suite/once.ts"
import { readPackageJson } from "./lib/package-json.ts"
import { type SmokeProject, smokeProject } from "./lib/package-smoke-project.ts"

const ROOT = join(import.meta.dirname, "..")
const SLOW = 600_000

const all = KINDS.flatMap((kind) =>
  STYLES.map((style) => ({ kind, style, folder: `created/${kind}-${style}` })),
)
/** Outside of the deep run the first kind in the first style, the second in the second, and so on. */
const projects = all.filter(({ kind, style }) => isDeep || KINDS.indexOf(kind) === STYLES.indexOf(style))

const own = process.versions.node.split(".")[0] ?? ""
const pipeline = readFileSync(join(ROOT, "packages/create-charm/scaffold/all/ci.yml"), "utf8")
const ofPipeline = (/node: \[(.*)\]/.exec(pipeline)?.[1] ?? "").split(", ")
const runtimes = await Promise.all((isDeep ? [...new Set([own, ...ofPipeline])] : [own]).map(withProgram))

/** Finds the program of a major version: this one, or the newest of the registry. */
async function withProgram(major: string) {
  if (major === own) return { major, program: process.execPath }
  try {
    const folder = await once(`node-${major}`, async (draft) => {
      const install = ["install", "--fetch-retries=0", "--no-audit", "--no-fund", `node@${major}`]
      await smokeProject(draft).run(...withCertificates("npm", ...install))
    })
    return { major, program: join(folder, "node_modules/node/bin/node") }
  } catch (error) {
    console.warn(`SKIPPED 1 suite (created projects on Node.js ${major}): it cannot be installed; ${error}`)
    return { major, program: undefined }
  }
}

describe.each(runtimes)("Node.js $major", ({ major, program }) => {
  /** A project with all packages, which contains the created ones. */
  let project: SmokeProject
  beforeAll(async () => {
    project = await projectWithPackages()
  }, SLOW)
  afterAll(() => {
    project[Symbol.dispose]()
  })

  const run = (...command: string[]) =>
    project.run("env", `PATH=${dirname(program ?? "")}${delimiter}${process.env.PATH}`, ...command)

  test.skipIf(program === undefined)(
    "each project has its types, passes its own tests, and on this Node.js lints and compiles",
    { timeout: SLOW },
    async () => {
      expect(await run("node", "--version")).toMatch(new RegExp(`^v${major}\\.`))
      for (const { kind, style, folder } of projects) {
        await run("node_modules/.bin/create-charm", folder, "--kind", kind, "--style", style)
        const types = join(project.folder, folder, "src/charmcraft.d.ts")
        const copied = readFileSync(types, "utf8")
        // npm takes longer than the program itself, so it runs the script of one project.
        expect(readPackageJson(project.folder, folder)).toMatchObject({
          scripts: { types: "charmkit-pack --types" },
        })
        if (folder === projects[0]?.folder) await run("npm", "--prefix", folder, "run", "types")
        else await run("node_modules/.bin/charmkit-pack", "--types", folder)
        expect(readFileSync(types, "utf8")).toBe(copied)
        // Compiled programs, to which another Node.js makes no difference.
        if (program !== process.execPath) continue
        await run(join(ROOT, "node_modules/.bin/tsc"), "--project", folder)
        // Biome takes the configuration of the folder that it runs in.
        await run("env", "-C", folder, join(ROOT, "node_modules/.bin/biome"), "check", ".")
      }
      const words = await run("npx", "--no", "vitest", "run", "--dir=created", "--reporter=json", "src")
      const { success, testResults } = JSON.parse(words)
      expect({ success, files: testResults.length }).toEqual({ success: true, files: projects.length })
    },
  )

  test.skipIf(program === undefined)(
    "the packed charm is deployed on minijuju",
    { timeout: SLOW },
    async () => {
      for (const { folder } of projects.filter(({ style }) => style === "declared"))
        await run("npm", "--prefix", folder, "test", "--", "tests")
    },
  )
})
