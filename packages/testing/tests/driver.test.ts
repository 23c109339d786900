// Long because it is one list: what the driver calls, and how it reads each answer.
import { existsSync } from "node:fs"
import { JujuError, JujuOutputError, OpsTest, TaskError, WaitError } from "@charmkit/testing/juju"
import { afterEach, describe, expect, test } from "vitest"
import { builtMinijuju } from "../../../suite/minijuju.ts"
import { FakeJuju, type FakeOutput } from "./fake-juju.ts"

const fakes: FakeJuju[] = []
afterEach(() => {
  for (const standIn of fakes.splice(0)) standIn[Symbol.dispose]()
})

async function started(...outputs: FakeOutput[]): Promise<{ opsTest: OpsTest; juju: FakeJuju }> {
  const juju = new FakeJuju(outputs)
  fakes.push(juju)
  return { juju, opsTest: await OpsTest.start({ name: "shop", pollSeconds: 0.01, env: juju.env }) }
}

/** A status as Juju 3.6 prints it. */
function status(leader = "web/0", workload = "active", agent = "idle"): string {
  const unit = (name: string) => ({
    "workload-status": { current: workload, message: "ready", since: "02 Jan 2026 15:05:00Z" },
    "juju-status": { current: agent, since: "02 Jan 2026 15:05:01Z", version: "3.6.28" },
    ...(name === leader ? { leader: true } : {}),
    machine: name.slice(-1),
    "open-ports": ["80/tcp"],
    "public-address": "10.0.0.5",
  })
  return JSON.stringify({
    model: { name: "shop", type: "iaas", controller: "emu", cloud: "localhost", version: "3.6.28" },
    machines: {},
    applications: {
      web: {
        charm: "local:web-0",
        base: { name: "ubuntu", channel: "24.04" },
        "charm-origin": "local",
        "charm-name": "web",
        "charm-rev": 0,
        exposed: false,
        "application-status": { current: workload, message: "ready", since: "02 Jan 2026 15:05:00Z" },
        relations: {
          db: [{ "related-application": "mysql", interface: "mysql", scope: "global" }],
        },
        units: Object.fromEntries(["web/10", "web/0", "web/2"].map((name) => [name, unit(name)])),
      },
    },
  })
}

describe("a controller", () => {
  test("is called with the command lines of Juju 3, the model always named", async () => {
    const { opsTest, juju } = await started(
      {
        on: "deploy",
        stderr: 'Located local charm "web", revision 0\nDeployed "web" from local charm "web", revision 0\n',
      },
      { on: "config", stdout: '{"settings":{"port":{"type":"int","value":80},"title":{"type":"string"}}}' },
    )
    expect(opsTest.engine).toBe("juju")
    const { model } = opsTest
    const web = await model.deploy("./web.charm", { numUnits: 2, config: { port: 80, title: "a b" } })
    expect(web.name).toBe("web")
    await model.deploy("mysql", { applicationName: "db", args: ["--channel", "8.0/stable"] })
    await model.addRelation("web:db", "db")
    expect(await web.config()).toEqual({ port: 80 })
    await web.setConfig({ port: 8080, title: "a=b c" })
    await web.setConfig({ title: "@home" })
    await model.debugLog(7)
    await web.resetConfig("port", "title")
    await web.addUnits(3)
    await web.refresh("./web.charm")
    await model.unit("web/1").resolve({ retry: false })
    await model.removeUnit("web/1", "web/2")
    await model.removeRelation("web:db", "db")
    await web.remove()
    await opsTest.end()
    const name = opsTest.modelName
    expect(name).toMatch(/^shop-[0-9a-f]{8}$/)
    const inModel = (command: string, ...args: string[]) => [command, "--model", name, ...args]
    expect(juju.calls).toEqual([
      ["add-model", "--no-switch", name],
      inModel("deploy", "./web.charm", "--num-units", "2", "--config", "port=80", "--config", "title=a b"),
      inModel("deploy", "mysql", "db", "--channel", "8.0/stable"),
      inModel("integrate", "web:db", "db"),
      inModel("config", "web", "--format", "json"),
      inModel("config", "web", "port=8080", "title=a=b c"),
      inModel("config", "web", "--file", '@{"web":{"title":"@home"}}'),
      inModel("debug-log", "--limit", "7", "--exclude-module", "juju.services.status"),
      inModel("config", "web", "--reset", "port,title"),
      inModel("add-unit", "web", "--num-units", "3"),
      inModel("refresh", "web", "--path", "./web.charm"),
      inModel("resolve", "--no-retry", "web/1"),
      inModel("remove-unit", "--no-prompt", "web/1", "web/2"),
      inModel("remove-relation", "web:db", "db"),
      inModel("remove-application", "--no-prompt", "web"),
      ["destroy-model", name, "--no-prompt", "--destroy-storage", "--force", "--no-wait"],
    ])
    expect(existsSync(opsTest.tmpPath)).toBe(false)
  })

  test("a bundle's changes are read", async () => {
    const { opsTest, juju } = await started({
      on: "deploy",
      stdout: "Executing changes:\n- upload charm web\n- deploy application web\n",
      stderr: "Deploy of bundle completed.\n",
    })
    const done = await opsTest.model.deployBundle("./bundle.yaml", {
      overlays: ["a.yaml", "b.yaml"],
      trust: true,
    })
    expect(done).toEqual(["upload charm web", "deploy application web"])
    const options = ["--overlay", "a.yaml", "--overlay", "b.yaml", "--trust"]
    expect(juju.calls.at(-1)).toEqual(["deploy", "--model", opsTest.modelName, "./bundle.yaml", ...options])
  })

  test("an application whose status the controller cannot tell has its reason", async () => {
    const { opsTest } = await started({
      on: "status",
      stdout: '{"model":{"name":"m"},"applications":{"web":{"status-error":"cannot read units"}}}',
    })
    const { applications } = await opsTest.model.status()
    expect(applications.web?.status).toEqual({ current: "error", message: "juju status: cannot read units" })
  })

  test("a command that fails before there is a task has Juju's reason", async () => {
    const { opsTest } = await started({
      on: "run",
      stdout: "{}\n",
      stderr: 'ERROR action "dance" not defined\n',
      exitCode: 1,
    })
    await expect(opsTest.model.unit("web/0").runAction("dance")).rejects.toThrow(
      'ERROR action "dance" not defined',
    )
  })

  test("reads a status and the names of its units in order", async () => {
    const { opsTest } = await started({ on: "status", stdout: status("web/2") })
    const { applications } = await opsTest.model.status()
    expect(Object.keys(applications.web?.units ?? {})).toEqual(["web/0", "web/2", "web/10"])
    expect(applications.web).toMatchObject({
      charm: "local:web-0",
      life: "alive",
      relations: { db: ["mysql"] },
    })
    expect(applications.web?.units["web/2"]).toEqual({
      name: "web/2",
      workload: { current: "active", message: "ready" },
      agent: { current: "idle", message: "" },
      agentSince: "02 Jan 2026 15:05:01Z",
      leader: true,
      machine: "2",
      publicAddress: "10.0.0.5",
      openPorts: ["80/tcp"],
    })
    await opsTest.end()
  })

  test("actions: results, and failures of either kind, with their parameters as a file", async () => {
    const result = (state: string, code: number) =>
      JSON.stringify({
        "app/0": {
          id: "2",
          status: state,
          unit: "app/0",
          results: { "return-code": code, stdout: "hello\n", "my-key": "v" },
          log: ["2026-01-02 15:04:05 +0000 UTC working"],
          timing: {},
        },
      })
    const { opsTest, juju } = await started(
      { on: "run", stdout: result("completed", 0) },
      {
        on: "run",
        stdout: result("completed", 4),
        stderr: "ERROR the following task failed:\n",
        exitCode: 1,
      },
      { on: "run", stderr: 'ERROR action "nope" not found\n', exitCode: 1 },
    )
    const unit = opsTest.model.unit("app/leader")
    expect(await unit.runAction("greet", { name: "Ada", times: 2 }, 30)).toEqual({
      id: "2",
      unit: "app/0",
      status: "completed",
      results: { "my-key": "v" },
      returnCode: 0,
      stdout: "hello\n",
      stderr: "",
      message: "",
      log: ["2026-01-02 15:04:05 +0000 UTC working"],
      success: true,
    })
    await expect(unit.runAction("greet")).rejects.toThrow(TaskError)
    await expect(unit.runAction("nope")).rejects.toThrow(JujuError)
    expect(juju.calls[1]?.slice(0, 10)).toEqual([
      ...["run", "--model", opsTest.modelName, "--format", "json", "app/leader", "greet"],
      ...["--wait", "30s", "--params"],
    ])
    expect(juju.calls[1]?.[10]).toBe('@{"name":"Ada","times":2}')
    await opsTest.end()
  })

  test("the leader's machine agent is stopped for longer than a lease, and started again by systemd", async () => {
    const { opsTest, juju } = await started(
      { on: "status", stdout: status("web/0") },
      { on: "status", stdout: status("web/0") },
      { on: "status", stdout: status("web/2") },
    )
    expect(await opsTest.model.moveLeader("web")).toBe("web/2")
    const script =
      "sleep 2; systemctl stop jujud-machine-0.service; sleep 90; systemctl start jujud-machine-0.service"
    expect(juju.calls.filter(([command]) => command === "exec")).toEqual([
      [
        "exec",
        "--model",
        opsTest.modelName,
        "--unit",
        "web/0",
        "--",
        `systemd-run --no-block sh -c '${script}'`,
      ],
    ])
    await expect(opsTest.model.moveLeader("web", "web/10")).rejects.toThrow("chooses the leader")
    await opsTest.end()
  })

  test("waits as long as the model must stay unchanged, and stops at once when waiting makes no sense", async () => {
    const { opsTest } = await started(
      { on: "status", stdout: status("web/0", "maintenance", "executing") },
      { on: "status", stdout: status() },
    )
    await opsTest.model.waitForIdle({ status: "active", idleSeconds: 0 })
    await opsTest.end()
    const { opsTest: failing } = await started(
      { on: "status", stdout: status("web/0", "error") },
      { on: "debug-log", stdout: "unit-web-0: 15:04:05 ERROR it broke\n" },
    )
    const error: unknown = await failing.model.waitForIdle().catch((reason: unknown) => reason)
    if (!(error instanceof WaitError)) throw error
    expect(error.code).toBe("failed")
    expect(error.message).toContain("web/0 is error (ready)")
    expect(error.message).toContain("it broke")
    await failing.end()
  })

  test("keeps the controller that is current at the start, and passes the cloud on", async () => {
    const { opsTest, juju } = await started({ on: "status", stdout: status() })
    await opsTest.model.status()
    await opsTest.end()
    expect(juju.controllers).toEqual([
      "whoami on undefined",
      "add-model on emu",
      "status on emu",
      "destroy-model on emu",
    ])
    const other = new FakeJuju([])
    fakes.push(other)
    const env = { ...other.env, JUJU_CONTROLLER: "mine", OPS_TEST_CLOUD: "lxd" }
    const inCloud = await OpsTest.start({ env })
    await inCloud.end()
    expect(other.controllers).toEqual(["add-model on mine", "destroy-model on mine"])
    expect(other.calls[0]).toEqual(["add-model", "--no-switch", inCloud.modelName, "lxd"])
  })

  test("of another release than the test needs is refused, and its model removed", async () => {
    const juju = new FakeJuju([{ on: "status", stdout: status() }])
    fakes.push(juju)
    await (await OpsTest.start({ env: juju.env, juju: "3.6" })).end()
    await expect(OpsTest.start({ env: juju.env, juju: "4.0" })).rejects.toThrow(
      "the controller is Juju 3.6.28, and the test needs 4.0",
    )
    expect(juju.calls.slice(3).map(([command]) => command)).toEqual(["add-model", "status", "destroy-model"])
  })

  test("reports Juju's own error without a controller", async () => {
    const none = { stderr: "ERROR No controllers registered.\n", exitCode: 1 }
    await expect(started({ on: "whoami", ...none }, { on: "add-model", ...none })).rejects.toThrow(
      /add-model[\s\S]*No controllers registered/,
    )
  })

  test("a wait survives a short failure of the status, but not a long one", async () => {
    const lost = { on: "status", stderr: "ERROR connection is shut down\n", exitCode: 1 }
    const { opsTest } = await started(lost, lost, { on: "status", stdout: status() })
    await opsTest.model.waitForIdle({ idleSeconds: 0 })
    await opsTest.end()
    const { opsTest: disconnected } = await started(lost)
    await expect(disconnected.model.waitForIdle({ idleSeconds: 0 })).rejects.toThrow(
      "connection is shut down",
    )
    await disconnected.end()
  })

  test("lists the units of subordinates with their application", async () => {
    const printed = JSON.parse(status())
    const subordinates = (name: string) => ({
      [name]: { "workload-status": { current: "active" }, "juju-status": { current: "executing" } },
    })
    printed.applications.web.units["web/0"].subordinates = subordinates("logger/0")
    printed.applications.web.units["web/2"].subordinates = {
      ...subordinates("logger/1"),
      ...subordinates("log/0"),
    }
    printed.applications.logger = { charm: "logger", "subordinate-to": ["web"], "application-status": {} }
    const { opsTest } = await started({ on: "status", stdout: JSON.stringify(printed) })
    const { applications } = await opsTest.model.status()
    expect(Object.keys(applications.logger?.units ?? {})).toEqual(["logger/0", "logger/1"])
    await expect(
      opsTest.model.waitForIdle({ apps: ["logger"], idleSeconds: 0, timeoutSeconds: 0 }),
    ).rejects.toThrow("logger/0: its agent is executing")
    await opsTest.end()
  })

  test("an output of another shape is an error that names the field", async () => {
    const { opsTest } = await started(
      { on: "status", stdout: '{"model": {"name": "shop"}, "applications": {"web": {"charm": 7}}}' },
      { on: "status", stdout: "no JSON" },
      { on: "deploy", stderr: "fine\n" },
    )
    await expect(opsTest.model.status()).rejects.toThrow(
      "juju status: applications: web: charm: expected a string, found 7",
    )
    await expect(opsTest.model.status()).rejects.toThrow(JujuOutputError)
    await expect(opsTest.model.deploy("./x.charm")).rejects.toThrow("does not say which application")
    await opsTest.end()
  })
})

test.each([
  ["the option", { juju: "4.0" as const }, {}],
  ["the environment", {}, { MINIJUJU_JUJU: "4.0" }],
])("minijuju emulates the Juju of %s", async (_, options, variables) => {
  const { program } = await builtMinijuju()
  await using opsTest = await OpsTest.start({
    env: { ...process.env, JUJU: program, ...variables },
    ...options,
  })
  const { stdout } = await opsTest.juju("status", "-m", opsTest.modelName, "--format", "json")
  expect(JSON.parse(stdout)).toMatchObject({ model: { version: "4.0.15" } })
})

test("reports a model that could not be removed; later commands are rejected", async () => {
  const { opsTest, juju } = await started({
    on: "destroy-model",
    stderr: "ERROR cannot connect\n",
    exitCode: 1,
  })
  await expect(opsTest.end()).rejects.toThrow(/may still exist:\n.*destroy-model shop-[\s\S]*cannot connect/)
  expect(existsSync(opsTest.tmpPath)).toBe(false)
  const { length } = juju.calls
  await expect(opsTest.model.status()).rejects.toThrow("this OpsTest has ended")
  expect(juju.calls).toHaveLength(length)
})

test("names a program that does not exist, and leaves no files", async () => {
  await expect(OpsTest.start({ env: { ...process.env, JUJU: "/nowhere/juju" } })).rejects.toThrow(
    /\/nowhere\/juju whoami .* cannot be started \(.*ENOENT.*\); JUJU names the program/,
  )
})
