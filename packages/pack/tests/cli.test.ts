import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { bundled } from "../../../suite/bundled.ts"
import { runCli } from "../src/pack/cli/run.ts"
import { charmProject } from "./support/project.ts"

async function cli(...argv: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  let [stdout, stderr] = ["", ""]
  const status = await runCli(argv, {
    stdout: (text) => {
      stdout += text
    },
    stderr: (text) => {
      stderr += text
    },
  })
  return { status, stdout, stderr }
}

test("the process: path on standard output, progress on standard error, status 0", async () => {
  using project = charmProject()
  const program = await bundled(new URL("../src/cli.ts", import.meta.url))
  const result = spawnSync(process.execPath, [program, "--out", "dist"], {
    cwd: project.dir,
    encoding: "utf8",
  })
  expect(result.stdout).toBe("./dist/tiny_all.charm\n")
  expect(result.stderr).toMatch(
    /^reading the project\nbundling src\/charm\.ts\nwriting the archive\npacked tiny: 9 files, \d+\.\d kB\n$/,
  )
  expect(result.status).toBe(0)
})

test("--json prints the result, or the error with its code", async () => {
  using project = charmProject()
  const good = await cli(project.dir, "--json")
  expect(JSON.parse(good.stdout)).toMatchObject({
    name: "tiny",
    file: join(project.dir, "tiny_all.charm"),
    warnings: [],
  })
  project.remove("src/charm.ts")
  const bad = await cli(project.dir, "--json")
  expect(bad.status).toBe(1)
  expect(JSON.parse(bad.stdout)).toEqual({
    error: { code: "no-entry", message: expect.stringContaining("src/charm.ts") },
  })
})

test("a project that cannot be packed: status 1, the error on standard error, nothing on standard output", async () => {
  using project = charmProject()
  project.remove("src/charm.ts")
  const { status, stdout, stderr } = await cli(project.dir)
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" })
  expect(stderr).toMatch(/error: src\/charm\.ts is missing/)
})

test("a warning goes to standard error", async () => {
  using project = charmProject()
  project.write("src/charm.ts", "export {}\n")
  const { status, stderr } = await cli(project.dir)
  expect(status).toBe(0)
  expect(stderr).toContain("warning: src/charm.ts never calls main()")
})

test.each([[["--no-such"]], [["--out"]], [["one", "two"]]])(
  "%j is wrong usage: status 2 and where to look",
  async (argv) => {
    const { status, stdout, stderr } = await cli(...argv)
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" })
    expect(stderr).toMatch(/^charmkit-pack: .+\nTry: charmkit-pack --help\n$/)
  },
)

test("--help prints the usage, --version the package's version", async () => {
  const { status, stdout } = await cli("--help")
  expect(status).toBe(0)
  for (const word of ["Usage:", "Examples:", "--out", "--json", "--condition", "Exit status:"])
    expect(stdout).toContain(word)
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
  expect(manifest).toMatchObject({ version: (await cli("--version")).stdout.trim() })
})
