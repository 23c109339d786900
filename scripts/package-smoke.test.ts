import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { runInNewContext } from "node:vm"
import { build } from "esbuild"
import { afterAll, beforeAll, expect, test } from "vitest"
import { install, projectWithPackages } from "../suite/installed.ts"
import { builtTarballs } from "../suite/tarballs.ts"
import { publishedEntries } from "./lib/build/published.ts"
import { type SmokeProject, smokeProject } from "./lib/package-smoke-project.ts"
import { text as sealed } from "./package-smoke/wire.ts"

const ROOT = join(import.meta.dirname, "..")
const TSC = join(ROOT, "node_modules/.bin/tsc")
const SLOW = 600_000

/** A project with all packages, which contains the two example charms. */
let everything: SmokeProject
/** A project with `loadbalancer-interface` only: no `@charmkit/ops`, no types of Node.js. */
let alone: SmokeProject

beforeAll(async () => {
  everything = await projectWithPackages()
  fillProject(everything.folder)
  alone = smokeProject()
  copyFileSync(join(ROOT, "scripts/package-smoke/wire.ts"), join(alone.folder, "wire.ts"))
  const tarballs = await builtTarballs()
  const interfaces = tarballs.filter(({ name }) => name === "loadbalancer-interface").map(({ file }) => file)
  await install(alone, "--legacy-peer-deps", ...interfaces)
}, SLOW)

afterAll(() => {
  everything?.[Symbol.dispose]()
  alone?.[Symbol.dispose]()
})

/** Compiles the project, once for the tests that run its programs and the test that it compiles. */
function compiled(): Promise<string> {
  compiling ??= everything.run(TSC, "--project", ".")
  return compiling
}
let compiling: Promise<string> | undefined

function fillProject(folder: string): void {
  cpSync(join(ROOT, "scripts/package-smoke"), folder, { recursive: true })
  for (const charm of ["consumer", "provider"]) {
    const example = join(ROOT, `examples/lb-${charm}`)
    for (const file of ["src/charm.ts", "src/charmcraft.d.ts", "charmcraft.yaml"])
      cpSync(join(example, file), join(folder, charm, file))
    cpSync(join(ROOT, "LICENSE"), join(folder, charm, "LICENSE"))
  }
}

test("charms and tests of another project compile in strict mode, with the module resolution of Node.js and of bundlers", {
  timeout: SLOW,
}, async () => {
  await compiled()
  await everything.run(
    TSC,
    "--project",
    ".",
    "--noEmit",
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
  )
})

test("every entry compiles with skipLibCheck off and without types of Node.js; declarations contain no internals", {
  timeout: SLOW,
}, async () => {
  // Vitest's declarations need the types of Node.js.
  const entries = publishedEntries(ROOT).filter((entry) => !entry.endsWith("/vitest"))
  const imports = entries.map((entry, index) => `export * as entry${index} from "${entry}"\n`)
  writeFileSync(join(everything.folder, "declarations/entries.ts"), imports.join(""))
  await everything.run(TSC, "--noEmit", "--project", "declarations")
})

test("a charm with a type error does not compile", { timeout: SLOW }, async () => {
  const charm = readFileSync(join(everything.folder, "consumer/src/charm.ts"), "utf8")
  const mistaken = charm.replace("request.protocol = request.protocols.http", 'request.protocol = "gopher"')
  expect(mistaken).not.toBe(charm)
  mkdirSync(join(everything.folder, "mistaken"))
  writeFileSync(join(everything.folder, "mistaken/charm.ts"), mistaken)
  const types = "charmcraft.d.ts"
  cpSync(join(everything.folder, "consumer/src", types), join(everything.folder, "mistaken", types))
  writeFileSync(
    join(everything.folder, "tsconfig.mistaken.json"),
    JSON.stringify({ extends: "./tsconfig.json", include: ["mistaken"] }),
  )
  await expect(everything.run(TSC, "--noEmit", "--project", "tsconfig.mistaken.json")).rejects.toThrow(
    /gopher/,
  )
})

test("charms are packed, run on minijuju, and explained", { timeout: SLOW }, async () => {
  await compiled()
  const archives: string[] = []
  for (const charm of ["consumer", "provider"]) {
    const archive = await everything.run("node_modules/.bin/charmkit-pack", charm, "--out", ".")
    expect(archive).toMatch(new RegExp(`^\\./lb-${charm}_\\w+\\.charm\n$`))
    archives.push(archive.trim())
  }
  expect((await everything.run("node", "build/model.js", ...archives)).trim().split("\n").sort()).toEqual([
    "lb-consumer: active",
    "lb-provider: active",
    "mine: active",
  ])
  const shown = readFileSync(join(everything.folder, "show-unit.json"), "utf8")
  writeFileSync(join(everything.folder, "show-unit.yaml"), `# A comment makes it YAML.\n${shown}`)
  for (const file of ["show-unit.json", "show-unit.yaml"]) {
    const words = await everything.run("node_modules/.bin/loadbalancer-interface", "explain", file)
    expect(words).toContain('request "web"')
  }
})

test("minijuju's tarball contains the page of its dashboard", { timeout: SLOW }, async () => {
  const lines = (await everything.run("node", "dashboard.mjs")).trim().split("\n")
  expect(new Set(lines)).toEqual(
    new Set([
      "icon.svg 200",
      "style.css 200",
      "picture.css 200",
      "databags.css 200",
      "main.js 200",
      "ended with 0",
    ]),
  )
})

test("a packed charm contains the framework and the interface, and no other package", {
  timeout: SLOW,
}, async () => {
  const report: unknown = JSON.parse(
    await everything.run("node_modules/.bin/charmkit-pack", "consumer", "--out", "reported", "--json"),
  )
  expect(report).toMatchObject({ bundledPackages: ["@charmkit/ops", "loadbalancer-interface"] })
})

test("the programs run from the sources of this repository too", { timeout: SLOW }, async () => {
  const programs = readdirSync(join(ROOT, "packages"))
    .map((name) => join(ROOT, "packages", name, "bin"))
    .flatMap((folder) => (existsSync(folder) ? readdirSync(folder).map((file) => join(folder, file)) : []))
  expect(programs).toHaveLength(5)
  for (const program of programs) expect(await everything.run("node", program, "--help")).toContain("Usage:")
})

test("the wire entry compiles and runs without the framework, without types of Node.js", {
  timeout: SLOW,
}, async () => {
  const strict = [
    "--strict",
    "--skipLibCheck",
    "false",
    "--target",
    "es2022",
    "--lib",
    "es2022",
    "--types",
    "",
  ]
  const resolving = ["--ignoreConfig", "--module", "nodenext", "--outDir", "build"]
  await alone.run(TSC, ...strict, ...resolving, "wire.ts")
  const installed = readdirSync(join(alone.folder, "node_modules")).filter((name) => !name.startsWith("."))
  expect(installed).toEqual(["loadbalancer-interface"])
  const program = 'console.log((await import("./build/wire.js")).text)'
  expect(await alone.run("node", "--input-type=module", "--eval", program)).toBe(`${sealed}\n`)
})

test("the wire entry runs in a browser", { timeout: SLOW }, async () => {
  const bundled = await build({
    absWorkingDir: alone.folder,
    entryPoints: ["wire.ts"],
    bundle: true,
    platform: "browser",
    format: "iife",
    globalName: "wire",
    write: false,
  })
  expect(bundled.warnings).toEqual([])
  const script = bundled.outputFiles[0]?.text ?? ""
  expect(runInNewContext(`${script}; wire.text`, { TextEncoder })).toBe(sealed)
})
