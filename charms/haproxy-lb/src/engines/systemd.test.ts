import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { bundled } from "../../../../suite/bundled.ts"
import { ENGINES, killAll, processesOf, Rig } from "../../testing/engines.ts"
import { ask, servers, until } from "../../testing/servers.ts"
import { webService } from "../../testing/unit.ts"
import { findProgram } from "../haproxy/find-program.ts"

/** The folder in place of `/`, with a stand-in for systemctl. */
const root = mkdtempSync(join(tmpdir(), "systemd-"))
const units = join(root, "etc/systemd/system")
/** The folder of Juju's agents: only there, services are units. */
const agents = join(root, "var/lib/juju")
/** In the environment of all processes of the agent's control group. */
const AGENT = `agent-${process.pid}`

beforeAll(async () => {
  for (const folder of ["run/systemd/system", "etc/systemd/system", "bin", "var/lib/juju"])
    mkdirSync(join(root, folder), { recursive: true })
  const program = await bundled(new URL("../../testing/systemctl.ts", import.meta.url))
  const script = `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`
  writeFileSync(join(root, "bin/systemctl"), script, { mode: 0o755 })
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const PATH = `${join(root, "bin")}:${process.env.PATH}`
const onSystemd = { PATH, JUJU_MODEL_UUID: AGENT, SYSTEMD_ROOT: root }

/** The processes that a restart of the agent kills. */
function agentProcesses(): readonly number[] {
  return readdirSync("/proc").flatMap((name) => {
    try {
      const text = /^\d+$/.test(name) ? readFileSync(`/proc/${name}/environ`, "utf8") : ""
      return text.split("\0").includes(`JUJU_MODEL_UUID=${AGENT}`) ? [Number(name)] : []
    } catch {
      return []
    }
  })
}

const analyze = findProgram("systemd-analyze")
if (analyze === undefined) console.warn("SKIPPED 2 tests (unit files): systemd-analyze is not installed")
const isRoot = process.getuid?.() === 0
if (!isRoot) console.warn("SKIPPED 5 tests (units of systemd): only root can add units")

describe.each(ENGINES)("$name, where systemd runs", ({ name, absent, make }) => {
  describe.skipIf(absent || !isRoot)("as a unit of systemd", () => {
    test("serves while the agent restarts and after a kill, and leaves nothing when it is removed", async () => {
      await using rig = new Rig((dir) => make(join(dir, `50%n "$HOME"`), undefined, onSystemd), agents)
      await using one = await servers(1)
      const backends = one.map(({ host }) => host)
      await rig.engine.apply({ services: [rig.service({ backends })] })
      const [unit = ""] = readdirSync(units)
      expect(readdirSync(units).length).toBe(1)
      expect(existsSync(join(root, `${unit}.enabled`))).toBe(true)
      await killAll(agentProcesses)
      expect(await ask(rig.url())).toBe("s0")
      const victims = processesOf(rig.dir)
      await killAll(() => processesOf(rig.dir).filter((id) => victims.includes(id)))
      await until("a restart", async () => (await ask(rig.url()).catch(() => "")) === "s0")
      // A hook changes the configuration of the restarted process.
      await rig.engine.apply({ services: [rig.service({ backends, algorithm: "random" })] })
      expect(await ask(rig.url())).toBe("s0")
      await rig.engine.service.remove()
      expect([readdirSync(units), existsSync(join(root, `${unit}.enabled`))]).toEqual([[], false])
      await expect(ask(rig.url())).rejects.toThrow("ECONNREFUSED")
    })

    test.skipIf(analyze === undefined)(
      "has a unit file that systemd accepts and finds well protected",
      async () => {
        await using rig = new Rig((dir) => make(join(dir, `50%n "$HOME"`), undefined, onSystemd), agents)
        await rig.engine.apply({ services: [rig.service()] })
        const file = join(units, readdirSync(units)[0] ?? "")
        const run = (...args: readonly string[]) => {
          const { status, stdout, stderr } = spawnSync(analyze ?? "", [...args, file], { encoding: "utf8" })
          return { status, said: `${stdout}${stderr}` }
        }
        expect(run("verify", "--man=no", "--recursive-errors=no")).toEqual({ status: 0, said: "" })
        const { status, said } = run("security", "--offline=true", "--no-pager", "--threshold=30")
        console.log(`${name}: ${said.trim().split("\n").at(-1)}`)
        expect([status, said]).toEqual([0, said])
      },
    )
  })

  test.skipIf(absent)("elsewhere, a restart of the agent ends it, and the next hook starts it", async () => {
    await using rig = new Rig((dir) => make(dir, undefined, { JUJU_MODEL_UUID: AGENT }))
    await using one = await servers(1)
    const desired = { services: [rig.service({ backends: one.map(({ host }) => host) })] }
    await rig.engine.apply(desired)
    await killAll(agentProcesses)
    // A killed process of several threads may hold its sockets for a moment after its environment is gone.
    await until("a refused connection", () =>
      ask(rig.url()).then(
        () => false,
        (error: Error) => error.message.includes("ECONNREFUSED"),
      ),
    )
    expect(await rig.engine.running()).toBe(false)
    await rig.engine.apply(desired)
    expect(await ask(rig.url())).toBe("s0")
  })
})

test.skipIf(!isRoot)("web-server is a unit of systemd, too", async () => {
  const folder = mkdtempSync(join(agents, "web-"))
  const service = webService("127.77.66.55", "web-server/0", folder, onSystemd)
  expect(await service.ensure()).toBe(true)
  expect(readdirSync(units)).toEqual([`web-server-0-${AGENT.slice(0, 8)}.service`])
  await killAll(agentProcesses)
  expect(await service.answers()).toBe(true)
  service.stop()
  expect([await service.answers(), readdirSync(units)]).toEqual([false, []])
})

test.skipIf(!isRoot)(
  "a unit of minijuju, in another folder, gets no unit of systemd that would outlive it",
  async () => {
    await using rig = new Rig((dir) => ENGINES[0].make(dir, undefined, onSystemd))
    await rig.engine.apply({ services: [rig.service()] })
    expect([await rig.engine.running(), readdirSync(units)]).toEqual([true, []])
  },
)

test("both charms have the same script", () => {
  const [own, other] = ["haproxy-lb", "web-server"].map((charm) =>
    readFileSync(new URL(`../../../${charm}/files/service.sh`, import.meta.url), "utf8"),
  )
  expect(own).toBe(other)
})
