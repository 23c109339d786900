import { mkdtempSync, readdirSync, rmdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { isDeep } from "../../../../suite/doses.ts"
import { builtMinijuju } from "../../../../suite/minijuju.ts"
import { packed } from "../../../../suite/packed.ts"
import { ENGINES } from "../../testing/engines.ts"
import { until } from "../../testing/servers.ts"
import { noSystemd, SystemdMachine } from "../../testing/systemd-machine.ts"

const obstacle = isDeep ? noSystemd() : "only in the deep run"
if (isDeep && obstacle !== undefined) console.warn(`SKIPPED 2 tests (a real systemd): ${obstacle}`)

/** Where Juju's agents have their charms: only there, services are units of systemd. */
const HOME = "/var/lib/juju/minijuju"

describe.each(ENGINES)("with $name", ({ name: engine, absent }) => {
  test.skipIf(absent || obstacle !== undefined)(
    "under a real systemd, services outlive the agent, kills and a restart of the machine, and statuses tell the truth",
    { timeout: 900_000 },
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "sd-"))
      await onMachine(folder, engine)
      expect(readdirSync(folder)).toEqual([])
      rmdirSync(folder)
    },
  )
})

async function onMachine(folder: string, engine: string): Promise<void> {
  await using machine = new SystemdMachine(folder)
  expect(await machine.booted()).toBe(undefined)
  const { script } = await builtMinijuju()
  const env = { PATH: process.env.PATH, MINIJUJU_HOME: HOME, MINIJUJU_UPDATE_STATUS_INTERVAL: "0" }
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const juju = (...words: readonly string[]) =>
    machine.run("env", "-i", ...variables, process.execPath, script, ...words)
  /** Starts minijuju as a service: its background process and the hooks are a control group, like those of a machine's agent. */
  const startAgent = (...words: readonly string[]) =>
    machine.run(
      ...[
        "systemd-run",
        "--quiet",
        "--unit=agent",
        "--property=Type=oneshot",
        "--property=RemainAfterExit=yes",
      ],
      ...variables.map((one) => `--setenv=${one}`),
      ...[process.execPath, script, ...words],
    )
  const status = async () => (await juju("status")).replace(/ +/g, " ")
  const address = async () => /^haproxy-lb\/0\*? .* (127\.\S+)/m.exec(await status())?.[1]
  const updateStatus = () =>
    juju("exec", "--unit", "haproxy-lb/0", "JUJU_DISPATCH_PATH=hooks/update-status ./dispatch")
  const units = async () =>
    (await machine.run("ls", "/etc/systemd/system")).match(/^(haproxy-lb|web-server).*$/gm) ?? []

  await startAgent("add-model", "m")
  const config = ["--config", `engine=${engine}`, "--config", "allowed-addresses=127.0.0.0/8"]
  await juju("deploy", await packed(new URL("../../", import.meta.url)), ...config)
  await juju(
    "deploy",
    await packed(new URL("../../../web-server/", import.meta.url)),
    "--config",
    "port=18080",
  )
  await juju("integrate", "web-server", "haproxy-lb")
  await until("the address of the load balancer", async () => (await address()) !== undefined)
  const url = `http://${await address()}:18080/`
  const ask = () =>
    machine
      .run(process.execPath, "-e", `fetch("${url}").then((one) => one.text()).then(console.log)`)
      .catch(() => "")
  const answers = (what: string) => until(what, async () => (await ask()) === "web-server/0")
  await answers("an answer through the load balancer")
  await until("an active load balancer", async () => /^haproxy-lb\/0\* active idle/m.test(await status()))
  const services = await units()
  expect(services.length).toBe(2)
  expect(await machine.run("systemctl", "is-active", ...services)).toBe("active\nactive")
  for (const service of services) {
    expect(await machine.run("systemd-analyze", "verify", "--man=no", `/etc/systemd/system/${service}`)).toBe(
      "",
    )
    expect(await machine.run("journalctl", "--quiet", "--priority=warning", `--unit=${service}`)).toBe("")
    const exposure = await machine.run("systemd-analyze", "security", "--no-pager", "--threshold=30", service)
    console.log(exposure.split("\n").at(-1))
  }

  // A restart of the agent ends its control group.
  await machine.run("systemctl", "stop", "agent")
  expect(await machine.run("sh", "-c", `ps -e -o args | grep -c "^[^ ]*node .*${script}" || true`)).toBe("0")
  expect(await ask()).toBe("web-server/0")
  await startAgent("status")

  await machine.run("systemctl", "kill", "--signal=KILL", ...services)
  await answers("an answer after all services were killed")

  // Ended by hand: update-status starts it, and says so if it cannot.
  const [balancer = ""] = services.filter((one) => one.startsWith("haproxy-lb"))
  await machine.run("systemctl", "stop", balancer)
  expect(await ask()).toBe("")
  await updateStatus()
  await answers("an answer after update-status")
  expect(await status()).toMatch(/^haproxy-lb\/0\* active idle/m)
  const broken = `/etc/systemd/system/${balancer}.d`
  await machine.run(
    "sh",
    "-c",
    `mkdir ${broken} && printf '[Service]\nExecStartPre=/bin/false\n' > ${broken}/a.conf`,
  )
  await machine.run("sh", "-c", `systemctl daemon-reload && systemctl stop ${balancer}`)
  await updateStatus()
  expect(await status()).toMatch(/^haproxy-lb\/0\* blocked idle/m)
  await machine.run("sh", "-c", `rm -r ${broken} && systemctl daemon-reload`)
  await updateStatus()
  await answers("an answer after the repair")
  expect(await status()).toMatch(/^haproxy-lb\/0\* active idle/m)

  // After a restart of the machine no hook has to come first.
  await machine.reboot()
  await answers("an answer after the restart of the machine")
  expect(await machine.run("sh", "-c", `ps -e -o args | grep -c "^[^ ]*node .*${script}" || true`)).toBe("0")

  await startAgent("status")
  await juju("remove-application", "--no-prompt", "haproxy-lb", "web-server")
  await until("the end of both units of systemd", async () => (await units()).length === 0)
  await until("the end of the applications", async () => !/^(haproxy-lb|web-server)/m.test(await status()))
  expect(await machine.run("systemctl", "list-units", "--all", "--no-legend", ...services)).toBe("")
}
