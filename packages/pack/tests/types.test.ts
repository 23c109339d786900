import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { bundled } from "../../../suite/bundled.ts"
import { packCharm } from "../src/index.ts"
import { runCli } from "../src/pack/cli/run.ts"
import { charmcraftYaml, charmProject, type ScratchFolder } from "./support/project.ts"
import { declaration, typedProject } from "./support/typed-project.ts"

async function cli(...argv: string[]): Promise<{ status: number; text: string }> {
  let text = ""
  const add = (more: string) => {
    text += more
  }
  return { status: await runCli(argv, { stdout: add, stderr: add }), text }
}

const read = (project: ScratchFolder) => readFileSync(join(project.dir, "src/charmcraft.d.ts"), "utf8")

test("--types writes the types; they fit the declaration, and are not written again", async () => {
  using project = typedProject()
  const { status, text } = await cli("--types", project.dir)
  expect([status, text]).toEqual([0, expect.stringContaining("src/charmcraft.d.ts\n")])
  expect(read(project)).toMatchSnapshot()
  const { mtimeMs } = statSync(join(project.dir, "src/charmcraft.d.ts"))
  expect(await cli("--types", project.dir)).toEqual({ status, text })
  expect(statSync(join(project.dir, "src/charmcraft.d.ts")).mtimeMs).toBe(mtimeMs)
  await packCharm({ projectDir: project.dir })
})

test("the types promise no more than Juju checks", async () => {
  using project = typedProject()
  const params = `
      mode: { const: slow }
      free: { properties: { a: { type: string } } }
      given: { type: object, default: {}, properties: { size: { type: integer, default: 3 } } }
    required`
  project.write("charmcraft.yaml", declaration.replace("\n    required", params))
  expect((await cli("--types", project.dir)).text).toContain("charmcraft.d.ts")
  for (const line of ["mode?: unknown", "free?: unknown", "given: {", "size?: number"])
    expect(read(project)).toContain(line)
})

test("a formatter, other comments and semicolons make no difference", async () => {
  using project = typedProject()
  await cli("--types", project.dir)
  const formatted = read(project)
    .replaceAll('"', "'")
    .replace(/\/\*\*[\s\S]*?\*\//g, "// a comment: with a colon")
    .replace(/(number|string|boolean|[a-z]')$/gm, "$1;")
    .replaceAll("  ", "\t")
    .replace(/: 'data' \| 'logs'/, ":\n    | 'data'\n    | 'logs'")
  expect(formatted).toContain("role: 'requires';")
  project.write("src/charmcraft.d.ts", formatted)
  await packCharm({ projectDir: project.dir })
})

test("Biome accepts the file as it is, and what it would make of it can be packed", async () => {
  using project = typedProject()
  const texts = (count: number) =>
    Array.from({ length: count }, (_, at) => `"the ${at}th of many"`).join(", ")
  project.write(
    "charmcraft.yaml",
    `${declaration}  hard:
    params:
      größe: { type: string, enum: ['say "x"', "it's", "both \\" and '"] }
      one: { type: array, items: { enum: [full backup] } }
      maps: { type: array, items: { type: object } }
      lists: { type: array, items: { type: array, items: { type: [string, integer] } } }
      many: { type: array, items: { enum: [${texts(9)}] } }
      long: { enum: [${texts(9)}] }
      "12": { type: string }
`,
  )
  await cli("--types", project.dir)
  const file = join(project.dir, "src/charmcraft.d.ts")
  const biome = (...args: string[]) =>
    execFileSync(
      fileURLToPath(new URL("../../../node_modules/.bin/biome", import.meta.url)),
      [...args, file],
      {
        cwd: project.dir,
        stdio: "pipe",
      },
    )
  project.write("biome.json", "{}")
  biome("check")
  project.write("src/charmcraft.d.ts", read(project).replace("// biome-ignore-all format: generated\n", ""))
  biome("format", "--write")
  expect(read(project)).toContain("\tgröße?:")
  await packCharm({ projectDir: project.dir })
})

test("types that do not fit are refused, with both places of each difference", async () => {
  using project = typedProject()
  await cli("--types", project.dir)
  const line = (text: string) =>
    read(project)
      .split("\n")
      .findIndex((each) => each.includes(text)) + 1
  const lines = [line("port: number"), line('how: "full"'), line("db: {") + 2]
  project.write(
    "charmcraft.yaml",
    declaration
      .replace("port: { type: int", "port: { type: string")
      .replace("80, d", '"80", d')
      .replace("rate:", "rates:")
      .replace("enum: [full, ", "enum: [full, slow, ")
      .replace("{interface: mysql}", "{interface: postgresql}")
      .replace("extra-bindings: { public: null }\n", ""),
  )
  const { message } = await packCharm({ projectDir: project.dir }).then(
    () => expect.unreachable(),
    (error: unknown) => (error instanceof Error ? error : new Error("not an error")),
  )
  expect(message.split("\n")).toEqual([
    "src/charmcraft.d.ts does not fit the charm's declaration; run charmkit-pack --types, and compile again:",
    `  src/charmcraft.d.ts:${lines[0]}: config.port is number; charmcraft.yaml: config.options.port makes it string`,
    "  src/charmcraft.d.ts: config.rates is missing; charmcraft.yaml: config.options.rates makes it number|undefined",
    `  src/charmcraft.d.ts:${lines[2]}: endpoints.db.interface is "mysql"; charmcraft.yaml: requires.db.interface makes it "postgresql"`,
    expect.stringMatching(
      `src/charmcraft.d.ts:${lines[1]}: actions.backup.how is "full"\\|.*; charmcraft.yaml: actions.backup.params.how makes it "full"\\|"slow"`,
    ),
    `  src/charmcraft.d.ts:${line("extraBindings")}: extraBindings is "public"; charmcraft.yaml: extra-bindings makes it never`,
    "  and 1 more",
  ])
})

test("the places are those of the file that declares it", async () => {
  using project = charmProject()
  project.write("config.yaml", "options: { port: { type: int } }\n")
  project.write("actions.yaml", "backup: { params: { how: { type: string } } }\n")
  project.write("src/charmcraft.d.ts", "export interface Charm { config: {}; actions: {} }\n")
  const packed = packCharm({ projectDir: project.dir })
  await expect(packed).rejects.toThrow(
    "config.port is missing; config.yaml: options.port makes it number|undefined",
  )
  await expect(packed).rejects.toThrow("actions.backup is missing; actions.yaml: backup makes it {}")
  await expect(packed).rejects.toMatchObject({ code: "contradiction" })
})

test("a misspelt role misses its endpoint, and a formatter's commas change nothing", async () => {
  using project = charmProject()
  const yaml = `${charmcraftYaml}actions: { crash: {} }\n`
  project.write("charmcraft.yaml", yaml)
  await cli("--types", project.dir)
  const written = read(project)
  expect(written).toContain("config: Record<never, never>\n")
  project.write("src/charmcraft.d.ts", written.replace(/(never>|never|"|\})$/gm, "$1,"))
  await packCharm({ projectDir: project.dir })
  project.write("charmcraft.yaml", yaml.replace("requires", "require"))
  await expect(packCharm({ projectDir: project.dir })).rejects.toThrow(
    /: endpoints\.db is \{\}; charmcraft\.yaml: requires, provides, peers makes it missing$/,
  )
})

test("wrong usage", async () => {
  expect(await cli("--watch")).toEqual({ status: 2, text: expect.stringContaining("--types --watch") })
  expect(await cli("--types", "--out", "dist")).toEqual({
    status: 2,
    text: expect.stringContaining("packs nothing"),
  })
  for (const watch of [[], ["--watch"]])
    expect(await cli("--types", ...watch, "/no/such")).toEqual({
      status: 1,
      text: expect.stringContaining("/no/such: there is no such folder"),
    })
  using project = charmProject()
  project.write("charmcraft.yaml", "name: tiny\n")
  expect(await cli("--types", project.dir)).toEqual({ status: 1, text: expect.stringContaining("summary") })
})

test("--watch writes them after every change, also after one with a mistake, until it is interrupted", async () => {
  using project = typedProject()
  const program = await bundled(new URL("../src/cli.ts", import.meta.url))
  const child = spawn(process.execPath, [program, "--types", "--watch"], { cwd: project.dir })
  try {
    const next = (stream: NodeJS.ReadableStream, words: string) =>
      new Promise<void>((resolve) => {
        const lines = createInterface({ input: stream })
        lines.on("line", (line) => {
          if (!line.includes(words)) return
          lines.removeAllListeners()
          resolve()
        })
      })
    await next(child.stdout, "src/charmcraft.d.ts")
    const refused = next(child.stderr, "must be of type int")
    project.write("charmcraft.yaml", declaration.replace("default: 80", "default: eighty"))
    await refused
    const written = next(child.stdout, "src/charmcraft.d.ts")
    project.write("charmcraft.yaml", declaration.replace("port: {", "ports: {"))
    await written
    expect(read(project)).toContain("ports: number")
  } finally {
    child.kill("SIGINT")
    await once(child, "exit")
  }
})
