import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { bundled } from "../../../suite/bundled.ts"
import { packCharm } from "../src/index.ts"
import { unpack } from "./support/archive.ts"
import { bunHere } from "./support/bun.ts"
import { charmProject, type ScratchFolder, scratchFolder } from "./support/project.ts"

const LIMIT = { timeout: 60_000 }
const bun = bunHere("debugging on Bun")
const client = await bundled(new URL("./support/inspector-client.ts", import.meta.url))

const CHARM = `
import { breakpoint, CharmBase, type Framework, main } from "@charmkit/ops"
class TinyCharm extends CharmBase {
  constructor(framework: Framework) {
    super(framework)
    this.observe(this.on.start, this.onStart)
  }
  onStart(): void {
    this.restart()
    breakpoint()
    console.log("the hook ran")
  }
  restart(): void {
    breakpoint("before-restart")
  }
}
main(TinyCharm)
`

/** A unit's folder with the charm, and hook tools that answer nothing. */
async function deploy(code = CHARM, runtime: "node" | "bun" = "node"): Promise<ScratchFolder> {
  using project = charmProject()
  project.write("src/charm.ts", code)
  project.link("node_modules", fileURLToPath(new URL("../../../node_modules", import.meta.url)))
  const unit = scratchFolder()
  const { file } = await packCharm({
    projectDir: project.dir,
    conditions: ["charmkit-source"],
    runtime,
  })
  await unpack(file, join(unit.dir, "charm"))
  unit.link("bin/node", process.execPath)
  for (const tool of ["juju-log", "state-get", "state-set", "status-set"])
    unit.write(`bin/${tool}`, "#!/bin/sh\necho null\n", 0o755)
  return unit
}

/** Runs the start hook, and attaches a debugger as soon as the charm writes where it waits for one. */
async function debug(unit: ScratchFolder, at: string | undefined, env: NodeJS.ProcessEnv = {}) {
  const dir = join(unit.dir, "charm")
  const child = spawn(join(dir, "dispatch"), [], {
    cwd: dir,
    env: {
      PATH: join(unit.dir, "bin"),
      JUJU_DISPATCH_PATH: "hooks/start",
      JUJU_UNIT_NAME: "tiny/0",
      JUJU_CHARM_DIR: dir,
      ...(at !== undefined && { JUJU_DEBUG_AT: at }),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let stderr = ""
  let stops: Promise<string> | undefined
  child.stderr.on("data", (bytes: Buffer) => {
    stderr += bytes.toString()
    const address = /waits for a debugger at (ws:\/\/127\.0\.0\.1:\d+\/[\w-]+)\n/.exec(stderr)?.[1]
    if (address === undefined || stops !== undefined) return
    const flags = typeof WebSocket === "undefined" ? ["--experimental-websocket", "--no-warnings"] : []
    const debuggers = spawn(process.execPath, [...flags, client, address], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    stops = text(debuggers.stdout)
  })
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, "close")])
  const lines = (await stops)?.trim().split("\n").filter(Boolean) ?? []
  const stopped: { stack: string[]; map: string }[] = lines.map((line) => JSON.parse(line))
  return { code, stdout, stderr, stopped }
}

const inner = ({ stack }: { stack: readonly string[] }) => stack.slice(0, 2).join(" < ")

test(
  "JUJU_DEBUG_AT=all: the charm waits for a debugger, which stops at handlers and breakpoints",
  LIMIT,
  async () => {
    using unit = await deploy()
    const { code, stdout, stderr, stopped } = await debug(unit, "all")
    expect({ code, stdout }).toEqual({ code: 0, stdout: "the hook ran\n" })
    expect(stderr).toMatch(
      /JUJU_DEBUG_AT=all: the charm waits for a debugger at ws:.*\n.*juju ssh tiny\/0 -N -L/,
    )
    expect(stopped[0]?.stack[0]).toBe("call")
    expect(stopped.slice(1).map(inner)).toEqual(["breakpoint < restart", "breakpoint < onStart"])
    // With the map, debuggers show the author's file.
    expect(stopped[0]?.map).toBe("charm.cjs.map")
  },
)

test("a name stops only at the breakpoint with it, and hook only at handlers", LIMIT, async () => {
  using unit = await deploy()
  const named = await debug(unit, "other, before-restart")
  expect(named.stopped.map(inner)).toEqual(["breakpoint < restart"])
  const hook = await debug(unit, "hook")
  expect(hook.stopped.map(({ stack }) => stack[0])).toEqual(["call"])
})

test("a reactive charm stops at handlers, too", LIMIT, async () => {
  using unit = await deploy(`
import { defineCharm, main } from "@charmkit/reactive"
const charm = defineCharm({})
charm.hook("start").do(() => console.log("the hook ran"))
main(charm)
`)
  const { stdout, stopped } = await debug(unit, "hook")
  expect(stdout).toBe("the hook ran\n")
  expect(stopped.map(({ stack }) => stack[0])).toEqual(["call"])
})

test.skipIf(bun === undefined)("a charm for Bun waits and stops, too", LIMIT, async () => {
  using unit = await deploy(CHARM, "bun")
  const all = await debug(unit, "all")
  expect(all).toMatchObject({ code: 0, stdout: "the hook ran\n" })
  expect(all.stopped[0]?.stack[0]).toBe("call")
  expect(all.stopped.slice(1).map(inner)).toEqual(["breakpoint < restart", "breakpoint < onStart"])
  expect(await debug(unit, undefined)).toEqual({ code: 0, stdout: "the hook ran\n", stderr: "", stopped: [] })
})

test("without JUJU_DEBUG_AT, breakpoints do nothing", LIMIT, async () => {
  using unit = await deploy()
  const { code, stdout, stderr, stopped } = await debug(unit, undefined)
  expect({ code, stdout, stderr, stopped }).toEqual({
    code: 0,
    stdout: "the hook ran\n",
    stderr: "",
    stopped: [],
  })
})

test("the charm's own programs and a charm within a hook do not wait", LIMIT, async () => {
  using unit = await deploy()
  const own = await debug(unit, "all", { JUJU_UNIT_NAME: undefined })
  const nested = await debug(unit, "all", { OPERATOR_DISPATCH: "1" })
  expect([own.stderr, nested.stderr]).toEqual(["", ""])
})

test("the log says why no debugger can attach", LIMIT, async () => {
  using unit = await deploy()
  // As in a Bun whose node:inspector cannot open one.
  unit.write("none.cjs", `require("node:inspector").open = () => { throw new Error("not implemented") }\n`)
  unit.remove("bin/node")
  unit.write("bin/node", `#!/bin/sh\nexec ${process.execPath} -r ${unit.dir}/none.cjs "$@"\n`, 0o755)
  const { stderr, ...rest } = await debug(unit, "all")
  expect(rest).toEqual({ code: 0, stdout: "the hook ran\n", stopped: [] })
  expect(stderr).toMatch(
    /^JUJU_DEBUG_AT=all: the hook runs without a debugger, because this runtime \(Node\.js .*\) opens no inspector: Error: not implemented\. Pack/,
  )
})

test("a charm that imports at run time can be debugged as well", LIMIT, async () => {
  using unit = await deploy(
    `${CHARM}\nexport const late = (name: string) => import(name)\nconsole.log(typeof late)\n`,
  )
  const { stdout, stopped } = await debug(unit, "before-restart")
  expect(stdout).toBe("function\nthe hook ran\n")
  expect(stopped.map(inner)).toEqual(["breakpoint < restart"])
})
