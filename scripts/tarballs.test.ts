import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { beforeAll, expect, test } from "vitest"
import { builtTarballs } from "../suite/tarballs.ts"
import { tarballProblems } from "./lib/build/check-tarball.ts"
import type { Tarball } from "./lib/build/make-tarballs.ts"
import { publishedPackages } from "./lib/build/published.ts"
import { scratchRepository } from "./lib/scratch-repository.ts"

const ROOT = join(import.meta.dirname, "..")

let tarballs: readonly Tarball[]

beforeAll(async () => {
  tarballs = await builtTarballs()
}, 600_000)

test("every published package is a tarball, without sources and tests", () => {
  const published = publishedPackages(ROOT).map(({ name }) => name)
  expect(tarballs.map(({ name }) => name).sort()).toEqual(published.sort())
  for (const { contents } of tarballs) {
    expect(contents).toEqual(expect.arrayContaining(["LICENSE", "README.md"]))
    // The test charms and the templates are published as projects, so their sources belong to the tarball.
    const own = contents.filter((path) => !/^(?:charms|scaffold)\//.test(path))
    expect(own.filter((path) => /^(?:src|tests)\/|(?<!\.d)\.ts$/.test(path))).toEqual([])
    expect(contents.filter((path) => /\.test\./.test(path) && !path.startsWith("scaffold/"))).toEqual([])
  }
})

test("publint, arethetypeswrong and our own rules report no problem", async () => {
  const problems = await Promise.all(tarballs.map(tarballProblems))
  expect(problems.flat()).toEqual([])
})

test("each kind of problem in a package is reported", async () => {
  using tree = scratchRepository({
    "package.json": JSON.stringify({
      name: "mistaken",
      version: "1.0.0",
      type: "module",
      files: ["dist"],
      main: "./dist/gone.js",
      exports: {
        ".": { source: "./src/index.ts", types: "./dist/index.d.cts", default: "./dist/index.js" },
      },
    }),
    "README.md": "# Mistaken\n\n[here](#mistaken) [not here](#gone) [not packed](../other/README.md)\n",
    "dist/index.js": "export const a = 1\n",
    "dist/index.d.cts": "export declare const a: number\n",
    "dist/other.d.ts": "/** @internal */\nexport declare const b: number\n",
  })
  const packed = execFileSync("npm", ["pack", "--silent"], { cwd: tree.root, encoding: "utf8" })
  const problems = await tarballProblems({ name: "mistaken", file: join(tree.root, packed.trim()) })
  for (const pattern of [
    /^mistaken: publint: .*gone\.js/,
    /arethetypeswrong: FalseCJS /,
    /package\.json has no "keywords"/,
    /package\.json names src\/index\.ts, which is not in the tarball/,
    /dist\/other\.d\.ts declares internals/,
    /README\.md:3 links to #gone,/,
    /README\.md:3 links to \.\.\/other\/README\.md,/,
  ]) {
    expect(problems).toContainEqual(expect.stringMatching(pattern))
  }
  expect(problems).not.toContainEqual(expect.stringContaining("#mistaken"))
})
