import { spawnSync } from "node:child_process"
import { readFileSync, utimesSync } from "node:fs"
import { SourceMap, type SourceMapPayload } from "node:module"
import { join } from "node:path"
import { expect, test } from "vitest"
import { packCharm } from "../src/index.ts"
import { readText, unpack } from "./support/archive.ts"
import { charmProject, charmSource, type ScratchFolder, scratchFolder } from "./support/project.ts"

/** Creates a unit's folder with an unpacked charm in `charm/` and an empty `bin/` for its PATH. */
async function deploy(source = charmSource): Promise<ScratchFolder> {
  using project = charmProject()
  project.write("src/charm.ts", source)
  const unit = scratchFolder()
  await unpack((await packCharm({ projectDir: project.dir })).file, join(unit.dir, "charm"))
  unit.write("bin/.keep", "")
  return unit
}

/** Starts dispatch as Juju does: by its absolute path, with only the given environment. */
function dispatch(unit: ScratchFolder, env: Readonly<Record<string, string>> = {}) {
  const result = spawnSync(join(unit.dir, "charm/dispatch"), [], {
    cwd: join(unit.dir, "charm"),
    encoding: "utf8",
    env: { PATH: join(unit.dir, "bin"), JUJU_DISPATCH_PATH: "hooks/install", ...env },
  })
  return { status: result.status, stdout: result.stdout, stderr: result.stderr }
}

const started = { status: 0, stdout: "TinyCharm runs hooks/install\n", stderr: "" }

/** A script with the version of some Node.js, which runs a command instead of a charm. */
const otherNode = (version: string, command: string) =>
  `#!/bin/sh\nif [ "$1" = --version ]; then echo ${version}; else ${command}; fi\n`

/** The Node.js of this process, which notes its first argument in the file `calls`. */
const noting = (unit: ScratchFolder) =>
  `#!/bin/sh\necho "$1" >>'${unit.dir}/calls'\nexec '${process.execPath}' "$@"\n`

const calls = (unit: ScratchFolder) => {
  const text = readFileSync(join(unit.dir, "calls"), "utf8")
  unit.write("calls", "")
  return text.trim().split("\n")
}

test("dispatch starts the charm with the Node.js on PATH", async () => {
  using unit = await deploy()
  unit.link("bin/node", process.execPath)
  expect(dispatch(unit)).toEqual(started)
})

test("dispatch works from any folder", async () => {
  using unit = await deploy()
  unit.link("bin/node", process.execPath)
  const result = spawnSync(join("charm", "dispatch"), {
    cwd: unit.dir,
    encoding: "utf8",
    env: { PATH: join(unit.dir, "bin") },
  })
  expect(result.stdout).toBe("TinyCharm runs none\n")
})

test("the charm's own bin/node comes before the one on PATH", async () => {
  using unit = await deploy()
  unit.write("bin/node", "#!/bin/sh\necho from PATH\n", 0o755)
  unit.write("charm/bin/node", otherNode("v22.1.0", 'echo own "$@"'), 0o755)
  expect(dispatch(unit).stdout).toBe(
    "own --v8-pool-size=1 --preserve-symlinks-main --no-global-search-paths ./src/start.cjs\n",
  )
})

test("variables that slow or break Node.js do not reach the charm", async () => {
  using unit = await deploy(`
    function main() {
      console.log(Object.keys(process.env).filter((name) => name.startsWith("NODE_")).join())
    }
    main()
  `)
  unit.link("bin/node", process.execPath)
  const env = {
    NODE_OPTIONS: "--no-such-option",
    NODE_EXTRA_CA_CERTS: "ca.pem",
    NODE_V8_COVERAGE: "coverage",
  }
  expect(dispatch(unit, env)).toEqual({ status: 0, stdout: "\n", stderr: "" })
})

test("the version is asked once, and again when the program or its path has changed", async () => {
  using unit = await deploy()
  unit.link("bin/touch", "/usr/bin/touch")
  unit.write("bin/node", noting(unit), 0o755)
  expect(dispatch(unit)).toEqual(started)
  expect(calls(unit)).toEqual(["--version", "--v8-pool-size=1"])
  expect(dispatch(unit)).toEqual(started)
  expect(calls(unit)).toEqual(["--v8-pool-size=1"])
  // An older file, as from an archive, and a newer one.
  for (const time of [1_000_000_000, 3_000_000_000]) {
    utimesSync(join(unit.dir, "bin/node"), time, time)
    expect(dispatch(unit)).toEqual(started)
    expect(calls(unit)).toEqual(["--version", "--v8-pool-size=1"])
    expect(dispatch(unit)).toEqual(started)
    expect(calls(unit)).toEqual(["--v8-pool-size=1"])
  }
  unit.write("second/node", noting(unit), 0o755)
  const env = { PATH: `${join(unit.dir, "second")}:${join(unit.dir, "bin")}` }
  expect(dispatch(unit, env)).toEqual(started)
  expect(calls(unit)).toEqual(["--version", "--v8-pool-size=1"])
})

test("without a place for the record, the charm runs all the same", async () => {
  using unit = await deploy()
  unit.write("bin/node", noting(unit), 0o755)
  unit.write("charm/.charmkit-node/in-the-way", "")
  expect([dispatch(unit), dispatch(unit)]).toEqual([started, started])
  expect(calls(unit)).toEqual(["--version", "--v8-pool-size=1", "--version", "--v8-pool-size=1"])
})

test.each([
  ["an old one", otherNode("v18.19.1", "echo old")],
  ["one that is so old that it does not know the options", otherNode("v12.22.9", "echo bad option; exit 9")],
  ["one for another architecture", "\x7fELF no program of this machine"],
  ["something else with this name", "#!/bin/sh\necho 'axis 2.1'\n"],
])("the search goes on after %s", async (_, program) => {
  using unit = await deploy()
  unit.write("charm/bin/node", program, 0o755)
  unit.write("first/node", program, 0o755)
  unit.write("second/node/a-folder", "")
  unit.link("bin/node", process.execPath)
  const folders = ["first", "missing", "second", "bin"].map((name) => join(unit.dir, name))
  expect(dispatch(unit, { PATH: folders.join(":") })).toEqual(started)
})

test("only an old Node.js: the status is blocked and names the cure, the log names the version", async () => {
  using unit = await deploy()
  unit.write("bin/node", otherNode("v18.19.1", "echo old"), 0o755)
  unit.write("bin/status-set", `#!/bin/sh\necho "$*" >>'${unit.dir}/calls'\n`, 0o755)
  const { status, stdout, stderr } = dispatch(unit)
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" })
  expect(stderr).toBe(
    "dispatch: no Node.js on this unit can run the charm (looked at ./bin/node, PATH, /snap/bin/node, " +
      `${unit.dir}/bin/node is v18.19.1); install Node.js 20 or newer, then: juju resolved\n`,
  )
  expect(calls(unit)).toEqual([
    "blocked needs Node.js 20 or newer: install it on this unit, or pack the charm with bin/node",
  ])
  // As soon as there is one, the next try works.
  unit.link("charm/bin/node", process.execPath)
  expect(dispatch(unit)).toEqual(started)
})

test("no Node.js and no snap: one line that says what to do", async () => {
  using unit = await deploy()
  const { status, stdout, stderr } = dispatch(unit)
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" })
  expect(stderr).toMatch(
    /^dispatch: no Node\.js on this unit .*install Node\.js 20 or newer, then: juju resolved\n$/,
  )
})

test("no Node.js but snap: the snap is installed, and the status says so", async () => {
  using unit = await deploy()
  const record = (name: string, status: number) =>
    unit.write(`bin/${name}`, `#!/bin/sh\necho "${name} $*" >>"$CALLS"\nexit ${status}\n`, 0o755)
  record("status-set", 0)
  record("snap", 1)
  const { status, stderr } = dispatch(unit, { CALLS: join(unit.dir, "calls") })
  expect(status).toBe(1)
  expect(stderr).toContain("the Node.js snap could not be installed")
  const calls = spawnSync("cat", [join(unit.dir, "calls")], { encoding: "utf8" }).stdout
  expect(calls).toBe(
    "status-set maintenance installing Node.js\nsnap install node --classic --channel=24/stable\n" +
      "status-set blocked needs Node.js 20 or newer: install it on this unit, or pack the charm with bin/node\n",
  )
})

test("an old Node.js: one line, exit status 1", async () => {
  using unit = await deploy()
  // The installed Node.js, with the version number of Ubuntu 24.04's package.
  unit.write("old.cjs", 'Object.defineProperty(process, "versions", { value: { node: "18.19.1" } })')
  unit.write(
    "bin/node",
    `#!/bin/sh\nexec '${process.execPath}' -r '${join(unit.dir, "old.cjs")}' "$@"\n`,
    0o755,
  )
  expect(dispatch(unit)).toEqual({
    status: 1,
    stdout: "",
    stderr: `This charm needs Node.js 20 or newer; ${process.execPath} is 18.19.1\n`,
  })
})

test("the last argument in dispatch is the entry file, as charmcraft's linter reads it", async () => {
  using project = charmProject()
  const { file, entries } = await packCharm({ projectDir: project.dir })
  expect((await readText(file, "dispatch")).trimEnd().split("\n").at(-1)?.split(" ").at(-1)).toBe(
    "./src/start.cjs",
  )
  expect(entries).toContainEqual(expect.objectContaining({ path: "src/start.cjs", mode: 0o755 }))
})

const failingCharm = `interface Settings { readonly port: number }

class PortError extends Error {
  override name = "PortError"
}

function check(settings: Settings): void {
  if (settings.port < 1) throw new PortError("bad port") // line 8
}

async function main(): Promise<void> {
  await null
  check({ port: 0 }) // line 13
}

main()
`

test("a stack trace names the lines of the TypeScript file", async () => {
  using unit = await deploy(failingCharm)
  unit.link("bin/node", process.execPath)
  const { status, stderr } = dispatch(unit)
  expect(status).toBe(1)
  expect(stderr).toContain(
    "PortError: bad port\n    at check (src/charm.ts:8:32)\n    at main (src/charm.ts:13:3)\n",
  )
})

test("without the map a stack trace still names the bundle", async () => {
  using unit = await deploy(failingCharm)
  unit.link("bin/node", process.execPath)
  unit.remove("charm/src/charm.cjs.map")
  expect(dispatch(unit).stderr).toMatch(/PortError: bad port\n {4}at check \(.*\/src\/charm\.cjs:\d+:\d+\)/)
})

test("the source map leads from the bundle to src/charm.ts", async () => {
  using project = charmProject()
  project.write("src/charm.ts", failingCharm)
  const { file } = await packCharm({ projectDir: project.dir })
  const code = (await readText(file, "src/charm.cjs")).split("\n")
  const line = code.findIndex((text) => text.includes('"bad port"'))
  const payload: SourceMapPayload = JSON.parse(await readText(file, "src/charm.cjs.map"))
  const found = new SourceMap(payload).findEntry(line, code[line]?.indexOf('"bad port"') ?? -1)
  expect(found).toMatchObject({ originalSource: "src/charm.ts", originalLine: 7 })
  expect(payload.sourcesContent).toBeUndefined()
  expect(code.join("\n")).not.toContain("sourceMappingURL")
})
