import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseYaml } from "@charmkit/ops/metadata"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { KINDS, STYLES } from "../src/create/charm-project.ts"
import { TOOLS } from "../src/create/package-json.ts"
import { PACKAGE_MANAGERS } from "../src/create/package-manager.ts"
import { runCli } from "../src/create/run-cli.ts"
import { CreateError, createCharm } from "../src/index.ts"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "create-charm-"))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

const combinations = KINDS.flatMap((kind) => STYLES.map((style) => ({ kind, style })))

test.each(combinations)("$kind, $style: the project has its own names only", ({ kind, style }) => {
  const files = createCharm(folder, { name: "web-lb", kind, style })
  expect(files).toEqual(expect.arrayContaining(["charmcraft.yaml", "src/charm.ts", ".gitignore", "LICENSE"]))
  const text = (path: string) => readFileSync(join(folder, path), "utf8")
  expect(text("charmcraft.yaml")).toMatch(/^name: web-lb$/m)
  expect(JSON.parse(text("package.json"))).toMatchObject({ name: "web-lb", type: "module" })
  for (const path of files) expect(text(path)).not.toMatch(/\(example\)|my-charm|\bPlainCharm|\bLb\w+Charm/)
  if (style !== "reactive")
    expect(text("src/charm.ts")).toContain("export class WebLbCharm extends CharmBase")
})

test("a name without a hyphen is written as the linter wants it", () => {
  createCharm(folder, { name: "web", kind: "consumer", style: "declared" })
  const text = readFileSync(join(folder, "tests/deployed.test.ts"), "utf8")
  expect(text).toContain("applications.web?.status")
})

test.each(["y", "no", "on", "true", "null"])("the name %s stays a name in YAML", (name) => {
  createCharm(folder, { name, kind: "plain", style: "operator" })
  const text = readFileSync(join(folder, "charmcraft.yaml"), "utf8")
  expect(parseYaml(text, "charmcraft.yaml")).toMatchObject({ name })
})

test.each([
  ["pnpm", "npx --yes pnpm@10 install --frozen-lockfile"],
  ["yarn", "npx --yes @yarnpkg/cli-dist@4 install --immutable"],
] as const)("with %s, the project has no command of npm", (packageManager, install) => {
  const files = createCharm(folder, { name: "web", kind: "plain", style: "operator", packageManager })
  for (const path of files)
    expect(readFileSync(join(folder, path), "utf8")).not.toMatch(/\bnpm (?:ci|install|run|test)\b/)
  for (const path of ["charmcraft.yaml", ".github/workflows/ci.yml"])
    expect(readFileSync(join(folder, path), "utf8")).toContain(install)
  expect(files.includes(".yarnrc.yml")).toBe(packageManager === "yarn")
  expect(readFileSync(join(folder, ".gitignore"), "utf8").includes("\n.yarn/\n")).toBe(
    packageManager === "yarn",
  )
})

test.each(PACKAGE_MANAGERS)("%s need not ask about the install script of esbuild", (packageManager) => {
  createCharm(folder, { name: "web", kind: "plain", style: "operator", packageManager })
  const { allowScripts } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  expect(allowScripts).toEqual(packageManager === "npm" ? { esbuild: false } : undefined)
  const settings = join(folder, "pnpm-workspace.yaml")
  expect(existsSync(settings) && readFileSync(settings, "utf8")).toBe(
    packageManager === "pnpm" && "allowBuilds:\n  esbuild: false\n",
  )
})

test.each([
  ["yarn/1.22.22 npm/? node/v24.0.0 linux x64", "npm"],
  ["yarn/4.9.1 npm/? node/v24.0.0 linux x64", "yarn"],
  ["pnpm/10.2.0 npm/? node/v24.0.0 linux x64", "pnpm"],
  ["npm/11.0.0 node/v24.0.0 linux x64", "npm"],
  ["bun/1.4.5 npm/? node/v24.0.0 linux x64", "npm"],
])("run by %s, the project has the commands of %s", async (agent, manager) => {
  vi.stubEnv("npm_config_user_agent", agent)
  const out: string[] = []
  const messages: string[] = []
  const streams = { stdout: (text: string) => out.push(text), stderr: (text: string) => messages.push(text) }
  expect(await runCli([join(folder, "web"), "--json"], streams)).toBe(0)
  expect(JSON.parse(out.join(""))).toMatchObject({ packageManager: manager })
  expect(messages).toEqual(agent.startsWith("yarn/1.") ? [expect.stringContaining("Yarn 1")] : [])
  expect(await runCli([join(folder, "other"), "--package-manager", "yarn"], streams)).toBe(0)
  expect(existsSync(join(folder, "other/.yarnrc.yml"))).toBe(true)
})

test.each([
  ["Web_LB", '"web-lb"'],
  ["web-2", "a letter in each part"],
  ["", "cannot name a charm"],
  ["a".repeat(41), "40 characters"],
])("the name %j is refused before Juju does it, and nothing is written", (name, words) => {
  const create = () => createCharm(folder, { name, kind: "plain", style: "operator" })
  expect(create).toThrow(CreateError)
  expect(create).toThrow(words)
  expect(readdirSync(folder)).toEqual([])
})

test("a folder with files is left as it is", () => {
  writeFileSync(join(folder, "notes.txt"), "mine")
  expect(() => createCharm(folder, { name: "web", kind: "plain", style: "operator" })).toThrow(/notes\.txt/)
  expect(readdirSync(folder)).toEqual(["notes.txt"])
  const file = join(folder, "notes.txt")
  expect(() => createCharm(file, { name: "web", kind: "plain", style: "operator" })).toThrow(
    "is a file; name",
  )
})

test("a folder that cannot be made is refused", () => {
  const create = () => createCharm("/proc/no/web", { name: "web", kind: "plain", style: "operator" })
  expect(create).toThrow("/proc/no/web cannot be used: ENOENT")
  createCharm(join(folder, "new/web"), { name: "web", kind: "plain", style: "operator" })
  expect(readdirSync(folder)).toEqual(["new"])
})

test("without a terminal nothing is asked; a wrong choice is wrong usage", async () => {
  const out: string[] = []
  const add = (text: string) => out.push(text)
  const run = (...argv: string[]) => runCli(argv, { stdout: add, stderr: add })
  expect(await run(join(folder, "web"))).toBe(0)
  expect(readFileSync(join(folder, "web/src/charm.ts"), "utf8")).toContain("new LoadBalancers(")
  expect(await run(join(folder, "other"), "--kind", "customer")).toBe(2)
  expect(await run(join(folder, "web"))).toBe(1)
  expect(await run(join(folder, "web/LICENSE"), "--name", "web")).toBe(1)
  expect(await run(join(folder, "other"), "provider")).toBe(2)
  expect(out).toEqual([
    expect.stringContaining("Created web (consumer, declared)"),
    expect.stringContaining("--kind is one of consumer, provider, plain"),
    expect.stringContaining("is not empty"),
    expect.stringContaining("is a file; name a new folder"),
    expect.stringContaining('only the options after "--"'),
  ])
  expect(readdirSync(folder)).toEqual(["web"])
})

test("projects get the versions that this repository is tested with", () => {
  const { devDependencies } = JSON.parse(
    readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
  )
  expect(devDependencies).toMatchObject(TOOLS)
})
