// A packed subordinate charm on the command line, with machines that units share.
import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, expect, test } from "vitest"
import { at, CliHome } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

let home: CliHome
beforeEach(async () => {
  home = await CliHome.make()
})
afterEach(() => home.end(), 60_000)

/** Waits until a command prints this. The test's own timeout ends it. */
async function until(wanted: string | RegExp, ...argv: string[]): Promise<string> {
  for (;;) {
    const out = await home.ok(...argv)
    if (out.match(wanted) !== null) return out
    await sleep(50)
  }
}

test("a packed subordinate runs next to each principal", { timeout: 120_000 }, async () => {
  const principal = await shellCharm(home.dir, "web", 'status-set active "on $JUJU_MACHINE_ID"; open-port 80')
  const subordinate = await shellCharm(
    home.dir,
    "agent",
    'status-set active "$JUJU_UNIT_NAME next to $JUJU_PRINCIPAL_UNIT: $(relation-ids host | tr "\\n" " ")"',
    "subordinate: true\nrequires:\n  host: { interface: juju-info, scope: container }\n",
  )
  const end = async (...argv: string[]) => {
    const { code, err } = await home.run(argv)
    return [code, err.split("\n").at(-2)]
  }
  expect((await home.run(["add-machine", "-n", "2"])).code).not.toBe(0)
  await home.ok("add-model", "default")
  expect(await home.run(["add-machine", "-n", "2"])).toMatchObject({
    code: 0,
    err: "created machine 0\ncreated machine 1\n",
  })
  await home.ok("deploy", principal, "-n", "2", "--to", "1")
  for (const options of [
    ["-n", "2"],
    ["--to", "0"],
  ])
    expect(await end("deploy", subordinate, ...options)).toEqual([
      1,
      "ERROR cannot use --num-units or --to with subordinate application",
    ])
  await home.ok("deploy", subordinate)
  expect(await end("add-unit", "agent")).toEqual([
    1,
    'ERROR cannot add unit to application "agent": application is a subordinate',
  ])
  expect(await end("add-unit", "web", "--to", "9")).toEqual([
    1,
    'ERROR acquiring machine to host unit "web/2": machine 9 not found',
  ])
  await home.ok("integrate", "web", "agent")
  await until(/(agent\/\d\*? +active.*\n.*){2}/s, "status")
  const short = await until(/(agent:idle, workload:active.*){4}/s, "status", "--format", "oneline")
  expect(short.replaceAll(/127\.[\d.]+/g, "IP").replace(/agent\/1(.*)agent\/0/s, "agent/0$1agent/1")).toBe(`\
- web/0: IP (agent:idle, workload:active) 80/tcp
  - agent/0: IP (agent:idle, workload:active)
- web/1: IP (agent:idle, workload:active) 80/tcp
  - agent/1: IP (agent:idle, workload:active)
`)
  const status = await home.ok("status", "--relations")
  expect(status.replaceAll(/127\.[\d.]+/g, "IP")).toMatch(
    /\nweb\/0\*? +active +idle +1 +IP .*\n {2}agent\/\d\*? +active +idle +IP +agent\/\d next to web\/0: host:0/,
  )
  expect(status).toMatch(/\nweb:juju-info +agent:host +juju-info +subordinate/)
  expect(status).toMatch(/\nagent +active +2 +agent/)
  const { applications } = Object.fromEntries(Object.entries(Object(await home.json("status"))))
  expect(at(applications, "agent")).toMatchObject({ "subordinate-to": ["web"] })
  expect(at(applications, "agent", "units")).toBeUndefined()
  expect(Object.keys(Object(at(applications, "web", "units", "web/0", "subordinates")))).toHaveLength(1)
  expect(await home.ok("status", "agent")).toContain("web/1")

  const machines = (await home.ok("machines")).split("\n").slice(0, -1)
  expect(machines.map((line) => line.split(/ +/)[0])).toEqual(["Machine", "0", "1", "2"])
  expect(await home.ok("show-machine", "2")).toContain(
    'machines:\n  "2":\n    juju-status:\n      current: started',
  )
  expect(await end("remove-machine", "1", "--no-prompt")).toEqual([
    1,
    'ERROR removing machine failed: machine 1 has unit "web/0" assigned',
  ])
  expect(await home.ok("remove-machine", "0", "--no-prompt")).toBe("will remove machine 0\n")
  expect(await end("remove-unit", "agent/0", "--no-prompt")).toEqual([
    1,
    'ERROR removing unit agent/0 failed: unit "agent/0" is a subordinate, to remove use remove-relation. Note: this will remove all units of "agent"',
  ])

  // After a crash the subordinates are still there, and so is the machine of a unit.
  await home.killDaemon()
  expect(Object.keys(Object(at(await home.json("machines"), "machines")))).toEqual(["1", "2"])
  await home.ok("remove-machine", "1", "--force", "--no-prompt")
  await until(/^- web\/1.*\n {2}- agent\/\d.*\n$/, "status", "--format", "short")
  await home.ok("remove-relation", "web", "agent")
  await until(/^- web\/1.*\n$/, "status", "--format", "line")
  expect(at(await home.json("status"), "applications", "agent", "application-status", "current")).toBe(
    "unknown",
  )
})
