import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type PackResult, packCharm } from "../src/index.ts"
import { readText, unpack } from "./support/archive.ts"
import { bunHere } from "./support/bun.ts"
import { charmcraftYaml, charmProject, type ScratchFolder, scratchFolder } from "./support/project.ts"

const bun = bunHere("charms for Bun")
// The tests' projects are in temporary folders without npm packages, so Bun must be on PATH.
const pathBefore = process.env.PATH
if (bun !== undefined) process.env.PATH = [dirname(bun.file), pathBefore].join(delimiter)
afterAll(() => {
  process.env.PATH = pathBefore
})
/** Compiling and compressing a program of 110 MB. */
const LIMIT = { timeout: 120_000 }

/** Prints its environment, and fails on request. */

const SOURCE = `class PortError extends Error {
  override name = "PortError"
}

function check(port: number): void {
  if (port < 1) throw new PortError("bad port") // line 6
}

async function main(): Promise<void> {
  await null
  const variables = Object.keys(process.env).filter((name) => /^(NODE|BUN|FROM)_/.test(name)).sort()
  console.log(JSON.stringify({ hook: process.env.JUJU_DISPATCH_PATH, cwd: process.cwd(), __filename, __dirname, variables }))
  if (process.env.JUJU_DISPATCH_PATH === "hooks/stop") check(0) // line 13
}

main()
`

describe.skipIf(bun === undefined)("a charm for Bun", LIMIT, () => {
  let project: ScratchFolder
  let unit: ScratchFolder
  let result: PackResult
  beforeAll(async () => {
    project = charmProject()
    project.write("src/charm.ts", SOURCE)
    project.write("bin/tool", "#!/bin/sh\n", 0o755)
    project.write("bin/node", "an unused Node.js", 0o755)
    result = await packCharm({ projectDir: project.dir, runtime: "bun" })
    unit = scratchFolder()
    await unpack(result.file, join(unit.dir, "charm"))
  })
  afterAll(() => {
    project[Symbol.dispose]()
    unit[Symbol.dispose]()
  })

  /** Starts dispatch as Juju does, on a machine without Node.js and Bun. */
  function dispatch(env: Readonly<Record<string, string>> = {}) {
    const { status, stdout, stderr } = spawnSync(join(unit.dir, "charm/dispatch"), [], {
      cwd: unit.dir,
      encoding: "utf8",
      env: { JUJU_DISPATCH_PATH: "hooks/install", ...env },
    })
    return { status, stdout, stderr }
  }

  test("the archive contains one executable, in the result too, and is for its architecture only", async () => {
    expect(result).toMatchObject({ runtime: "bun", warnings: [expect.stringContaining("licenses/bun")] })
    expect(result.file).toBe(join(project.dir, `tiny_${bun?.architecture}.charm`))
    const paths = result.entries.map(({ path }) => path)
    expect(paths).toEqual([
      "LICENSE",
      "THIRD-PARTY-LICENSES",
      "bin/charm",
      "bin/tool",
      "charm.json",
      "dispatch",
      "manifest.yaml",
      "metadata.yaml",
      "src/charm.cjs.map",
    ])
    expect(result.entries).toContainEqual(expect.objectContaining({ path: "bin/charm", mode: 0o755 }))
    const manifest = await readText(result.file, "manifest.yaml")
    expect(manifest.match(/^ +- (amd64|arm64|s390x|ppc64el|riscv64)$/gm)).toEqual([
      `      - ${bun?.architecture}`,
      `      - ${bun?.architecture}`,
    ])
    expect((await readText(result.file, "dispatch")).trimEnd().split("\n").at(-1)).toBe("exec ./bin/charm")
  })

  test("dispatch needs nothing on the unit, and the charm knows its own path", () => {
    const charm = join(unit.dir, "charm")
    const { status, stdout, stderr } = dispatch()
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
    expect(JSON.parse(stdout)).toEqual({
      hook: "hooks/install",
      cwd: charm,
      __filename: join(charm, "src/charm.cjs"),
      __dirname: join(charm, "src"),
      variables: ["BUN_ENABLE_CRASH_REPORTING"],
    })
  })

  test("neither variables for Bun or Node.js nor files in the charm's folder affect the charm", () => {
    unit.write("charm/.env", "FROM_ENV=1\n")
    unit.write("charm/bunfig.toml", 'preload = ["./preload.js"]\n')
    unit.write("charm/preload.js", "process.env.FROM_PRELOAD = '1'\n")
    const { status, stdout, stderr } = dispatch({
      NODE_OPTIONS: "--no-such-option",
      NODE_EXTRA_CA_CERTS: "ca.pem",
      BUN_OPTIONS: "--no-such-option",
      BUN_BE_BUN: "1",
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
    expect(JSON.parse(stdout)).toMatchObject({ variables: ["BUN_ENABLE_CRASH_REPORTING"] })
  })

  test("a stack trace names the lines of the TypeScript file, and without the map the bundle", () => {
    const failed = dispatch({ JUJU_DISPATCH_PATH: "hooks/stop" })
    expect(failed.status).toBe(1)
    expect(failed.stderr).toContain("bad port")
    expect(failed.stderr).toMatch(/at check \(src\/charm\.ts:6:\d+\)/)
    expect(failed.stderr).toMatch(/at main \(src\/charm\.ts:13:\d+\)/)
    unit.remove("charm/src/charm.cjs.map")
    expect(dispatch({ JUJU_DISPATCH_PATH: "hooks/stop" }).stderr).toMatch(/at check \(charm\.cjs:\d+:\d+\)/)
  })

  test("a copy of the project in another folder gives the same program", async () => {
    using copy = charmProject("far/away")
    copy.write("far/away/src/charm.ts", SOURCE)
    copy.write("far/away/bin/tool", "#!/bin/sh\n", 0o755)
    const other = await packCharm({ projectDir: join(copy.dir, "far/away"), runtime: "bun" })
    const digest = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex")
    expect(digest(other.file)).toBe(digest(result.file))
  })
})

describe("refused, with what to do", () => {
  const refusal = async (project: ScratchFolder) => {
    const failed = await packCharm({ projectDir: project.dir, runtime: "bun" }).catch(
      (error: unknown) => error,
    )
    return failed instanceof Error ? failed.message : "it was packed"
  }

  test("a name of the environment that is no runtime", async () => {
    using project = charmProject()
    process.env.CHARMKIT_RUNTIME = "deno"
    try {
      await expect(packCharm({ projectDir: project.dir })).rejects.toMatchObject({
        code: "runtime",
        message: 'there is no runtime "deno"; use node or bun',
      })
    } finally {
      delete process.env.CHARMKIT_RUNTIME
    }
  })

  test("a Bun that is a script, or does not run", async () => {
    using project = charmProject()
    const path = process.env.PATH
    process.env.PATH = ""
    try {
      expect(await refusal(project)).toMatch(/^no usable Bun was found; run: npm install/)
      project.write("bin/bun", "#!/bin/sh\necho 1.4.5\n", 0o755)
      expect(await refusal(project)).toContain("bin/bun: not a program for Linux on amd64 or arm64)")
    } finally {
      process.env.PATH = path
    }
  })

  test.skipIf(bun === undefined)(
    "bases for other architectures, a file in the program's place",
    LIMIT,
    async () => {
      using project = charmProject()
      project.write("charmcraft.yaml", `${charmcraftYaml}base: ubuntu@24.04\nplatforms:\n  s390x:\n`)
      const path = process.env.PATH
      process.env.PATH = dirname(bun?.file ?? "")
      try {
        expect(await refusal(project)).toContain(
          `is for ${bun?.architecture}, the project's bases and platforms are not`,
        )
        project.write("charmcraft.yaml", charmcraftYaml)
        project.write("bin/charm", "mine", 0o755)
        expect(await refusal(project)).toContain(
          "bin/charm is reserved for the executable of a charm for Bun",
        )
      } finally {
        process.env.PATH = path
      }
    },
  )
})
