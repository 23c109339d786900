import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { afterEach, beforeEach, expect, test } from "vitest"
import type { DevEvent } from "../src/cli/dev/events.ts"
import { CliHome } from "./cli-home.ts"

const LIMIT = { timeout: 120_000 }
const ROOT = fileURLToPath(new URL("../../../", import.meta.url))

let home: CliHome
const children: ChildProcess[] = []
beforeEach(async () => {
  // Failed hooks are not retried: what runs them again is the command.
  home = await CliHome.make({ MINIJUJU_RETRY_DELAY: "0" })
  // The background process runs the built program, without the loader that the packer's sources need.
  await home.ok("add-model", "dev")
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL")
  await home.end()
})

/** A charm project in a folder of its own, with the packages of this repository. */
function project(name: string): { dir: string; save(code: string): void } {
  const dir = join(home.dir, name)
  mkdirSync(join(dir, "src"), { recursive: true })
  symlinkSync(join(ROOT, "node_modules"), join(dir, "node_modules"))
  writeFileSync(join(dir, "package.json"), JSON.stringify({ name, version: "1.0.0", type: "module" }))
  writeFileSync(join(dir, "LICENSE"), "All rights reserved.\n")
  writeFileSync(
    join(dir, "charmcraft.yaml"),
    `type: charm\nname: ${name}\nsummary: s\ndescription: d\nbase: ubuntu@24.04\nplatforms: { all: {} }\n`,
  )
  return { dir, save: (code) => writeFileSync(join(dir, "src/charm.ts"), code) }
}

/** The code of a charm that sets this status in every hook. */
const charm = (status: string, before = "") => `
import { ActiveStatus, CharmBase, type CollectStatusEvent, main } from "@charmkit/ops"
class Web extends CharmBase {
  constructor(...args: ConstructorParameters<typeof CharmBase>) {
    super(...args)
    ${before}
    this.framework.observe(this.on.collectUnitStatus, this.onStatus)
  }
  onStatus(event: CollectStatusEvent) {
    event.addStatus(new ActiveStatus(${JSON.stringify(status)}))
  }
}
main(Web)
`

/** Starts `minijuju dev` as a process. `first` resolves to the next event that matches, and forgets those before it. */
function dev(...args: string[]) {
  const loader = ["--conditions=charmkit-source", "--import", import.meta.resolve("tsx")]
  const child = spawn(
    process.execPath,
    [...loader, ...home.self, "dev", "--condition", "charmkit-source", ...args],
    {
      env: { ...home.env, TMPDIR: home.dir },
      stdio: ["ignore", "pipe", "pipe"],
    },
  )
  children.push(child)
  let err = ""
  child.stderr.on("data", (bytes: Buffer) => {
    err += bytes.toString()
  })
  const ended = once(child, "close").then(([code]) => ({ code, err }))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`minijuju dev has ended: ${err}`)
    return String(value)
  }
  const first = async <Kind extends DevEvent["event"]>(kind: Kind): Promise<DevEvent & { event: Kind }> => {
    for (;;) {
      const event: DevEvent = JSON.parse(await line())
      if (isKind(event, kind)) return event
    }
  }
  return {
    line,
    first,
    ended,
    interrupt: () => {
      child.kill("SIGINT")
      return ended
    },
  }
}

function isKind<Kind extends DevEvent["event"]>(
  event: DevEvent,
  kind: Kind,
): event is DevEvent & { event: Kind } {
  return event.event === kind
}

test("each save is packed and refreshed; a mistake is shown and the last revision stays", LIMIT, async () => {
  const web = project("web")
  web.save(charm("one", 'this.log.warning("first\\nsecond")'))
  const command = dev("--json", web.dir)
  expect(await command.first("deployed")).toMatchObject({ application: "web", revision: 0 })
  // A message of several lines is one record.
  expect(await command.first("log")).toMatchObject({ level: "WARNING", message: "first\nsecond" })
  expect(await command.first("hook")).toMatchObject({ unit: "web/0", hook: "install hook", outcome: "ok" })
  expect(await command.first("settled")).toEqual({
    event: "settled",
    seconds: expect.any(Number),
    errors: [],
  })
  expect(await home.statusOf("web/0")).toBe("active: one")

  web.save(charm("two"))
  expect(await command.first("refreshed")).toMatchObject({ application: "web", revision: 1 })
  expect(await command.first("hook")).toMatchObject({ hook: "upgrade-charm hook", outcome: "ok" })
  expect((await command.first("settled")).errors).toEqual([])
  expect(await home.statusOf("web/0")).toBe("active: two")

  web.save(charm("three").replace("main(Web)", "main(Web"))
  expect((await command.first("pack-failed")).message).toMatch(/src\/charm\.ts:\d+:\d+: Expected/)
  web.save(charm("two"))
  await command.first("unchanged")
  expect(await home.statusOf("web/0")).toBe("active: two")

  // A folder that is made later is watched, too.
  mkdirSync(join(web.dir, "src/words"))
  writeFileSync(join(web.dir, "src/words/word.ts"), 'export const word = "four"\n')
  web.save(`import { word } from "./words/word.ts"${charm("two").replace('"two"', "word")}`)
  await command.first("settled")
  expect(await home.statusOf("web/0")).toBe("active: four")
  writeFileSync(join(web.dir, "src/words/word.ts"), 'export const word = "five"\n')
  await command.first("settled")
  expect(await home.statusOf("web/0")).toBe("active: five")

  expect(await command.interrupt()).toEqual({ code: 0, err: "" })
  expect(readdirSync(home.dir).filter((name) => name.startsWith("minijuju-dev-"))).toEqual([])
  expect(await home.statusOf("web/0")).toBe("active: five")
})

test("a unit in error gets the new charm, and its failed hook is retried with it", LIMIT, async () => {
  const web = project("web")
  web.save(charm("one"))
  const command = dev("--json", web.dir)
  await command.first("settled")
  web.save(charm("two", 'throw new Error("broken")'))
  const { errors } = await command.first("settled")
  expect(errors).toEqual([{ unit: "web/0", message: 'hook failed: "upgrade-charm"' }])
  web.save(charm("three"))
  expect(await command.first("resolved")).toEqual({ event: "resolved", unit: "web/0" })
  expect(await command.first("hook")).toMatchObject({ hook: "upgrade-charm hook", outcome: "ok" })
  expect((await command.first("settled")).errors).toEqual([])

  // Not only hooks that unpack the charm anyway.
  web.save(
    charm("four", 'if (process.env.JUJU_DISPATCH_PATH === "hooks/config-changed") throw new Error("broken")'),
  )
  expect((await command.first("settled")).errors).toHaveLength(1)
  web.save(charm("five"))
  await command.first("resolved")
  expect(await command.first("hook")).toMatchObject({ hook: "config-changed hook", outcome: "ok" })
  expect((await command.first("settled")).errors).toEqual([])
  expect(await home.statusOf("web/0")).toBe("active: five")
  expect((await command.interrupt()).code).toBe(0)
})

test("several projects: only the changed one is refreshed; the output for people", LIMIT, async () => {
  const [web, other] = [project("web"), project("other")]
  web.save(charm("one", 'console.error("a line")'))
  other.save(charm("one"))
  const command = dev(web.dir, other.dir)
  const lines: string[] = []
  const until = async (text: RegExp) => {
    for (let line = ""; !text.test(line); lines.push(line)) line = await command.line()
  }
  await until(/^Deployed "web"/)
  await until(/^Deployed "other"/)
  await until(/^Settled \d+\.\d\d s after the change/)
  expect(lines.join("\n")).toMatch(/ {2}web\/0: WARNING install a line\n/)
  expect(lines.join("\n")).toMatch(/ {2}web\/0: install hook, ok after \d+\.\d\d s\n/)
  other.save(charm("two"))
  await until(/^Refreshed "other" with other, revision 1$/)
  await until(/^Settled/)
  expect(lines.join("\n")).not.toContain('Refreshed "web"')
  // What other commands do is shown as well.
  await home.ok("add-unit", "web")
  await until(/^ {2}web\/1: start hook, ok/)
  await until(/^Settled$/)
  await home.ok("destroy-model", "dev", "--no-prompt")
  const { code, err } = await command.ended
  expect({ code, err }).toEqual({
    code: 1,
    err: expect.stringContaining('model "dev" is not running any more'),
  })
})

test("it ends at once if there is nothing to work with", LIMIT, async () => {
  const missing = await dev(join(home.dir, "nowhere")).ended
  expect(missing).toEqual({ code: 1, err: expect.stringContaining("is not the folder of a charm project") })
  const bare = join(home.dir, "bare")
  mkdirSync(bare)
  const unpackable = await dev(bare).ended
  expect(unpackable.code).toBe(1)
  expect(unpackable.err).toContain('run "npm install --save-dev @charmkit/pack" there')
  expect((await dev("--level", "LOUD").ended).code).toBe(2)
})
