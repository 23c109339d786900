// Long because it has whole outputs.
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, expect, test } from "vitest"
import { at, CliHome } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

let home: CliHome
beforeEach(async () => {
  home = await CliHome.make()
})
afterEach(() => home.end(), 60_000)

const CONFIG = { "config.yaml": "options:\n  word: { type: string, default: none }\n" }
const SERVER = `case "$JUJU_HOOK_NAME" in
  config-changed|talk-relation-created)
    for id in $(relation-ids talk); do relation-set -r "$id" word="$(config-get word)"; done ;;
esac
status-set active "$(cat "$(resource-get dump)")"`
const CLIENT = `case "$JUJU_HOOK_NAME" in
  talk-relation-changed) status-set active "heard $(relation-get word "$JUJU_REMOTE_UNIT")" ;;
esac`

const end = async (...argv: string[]) => {
  const { code, out, err } = await home.run(argv)
  return [code, out, err]
}

test("a bundle is deployed, changed, exported, and deployed again in another model", {
  timeout: 90_000,
}, async () => {
  const extra =
    "resources:\n  dump: { type: file, filename: dump.txt }\nstorage:\n  data: { type: filesystem }\n"
  await shellCharm(home.dir, "server", SERVER, `provides:\n  talk: talk\n${extra}`, CONFIG)
  await shellCharm(home.dir, "client", CLIENT, "requires:\n  talk: talk\n")
  writeFileSync(join(home.dir, "dump.txt"), "dumped")
  const file = join(home.dir, "bundle.yaml")
  const bundle = (units: number, word: string) => `applications:
  server:
    charm: ./server.charm
    num_units: 1
    options: { word: ${word} }
    resources: { dump: ./dump.txt }
    storage: { data: 2G }
    constraints: mem=1G
    trust: true
  client: { charm: ./client.charm, num_units: ${units}, expose: true }
relations:
- [client, server]
`
  writeFileSync(file, bundle(1, "one"))
  expect(await end("deploy", file)).toEqual([
    1,
    "",
    expect.stringContaining("--trust argument if you consent"),
  ])
  const planned = `- upload charm ${home.dir}/client.charm
- deploy application client
- expose all endpoints of client and allow access from CIDRs 0.0.0.0/0 and ::/0
- upload charm ${home.dir}/server.charm
- deploy application server
- add relation client - server
- add unit client/0 to new machine 0
- add unit server/0 to new machine 1
`
  expect(await end("deploy", file, "--trust", "--dry-run")).toEqual([
    0,
    `Changes to deploy bundle:\n${planned}`,
    "",
  ])
  expect(at(await home.json("status"), "applications")).toEqual({})
  expect(await end("deploy", file, "--trust")).toEqual([
    0,
    `Executing changes:\n${planned}`,
    "Deploy of bundle completed.\n",
  ])
  await home.until("client/0", "active: heard one")
  await home.until("server/0", "active: dumped")

  // Again: nothing. Then with other numbers: only what differs.
  expect(await end("deploy", file, "--trust")).toEqual([0, "", "No changes to apply.\n"])
  writeFileSync(file, bundle(2, "two"))
  await shellCharm(home.dir, "client", `${CLIENT}\n# new`, "requires:\n  talk: talk\n")
  const overlay = join(home.dir, "overlay.yaml")
  writeFileSync(overlay, "applications:\n  server: { constraints: mem=3G }\n")
  expect(await end("deploy", file, "--trust", "--overlay", overlay)).toEqual([
    0,
    `Executing changes:
- upload charm ${home.dir}/client.charm
- upgrade client using charm ${home.dir}/client.charm
- set application options for server
- set constraints for server to "mem=3G"
- add unit client/1 to new machine 2
`,
    "Deploy of bundle completed.\n",
  ])
  await home.until("client/1", "active: heard two")

  // Something wrong: nothing at all is changed.
  writeFileSync(file, `${bundle(3, "three")}- ["client:talk", "gone:talk"]\n`)
  expect(await end("deploy", file, "--trust")).toEqual([
    1,
    "",
    'ERROR cannot deploy bundle: the provided bundle has the following errors:\nrelation ["client:talk" "gone:talk"] refers to application "gone" not defined in this bundle\n',
  ])
  expect(await home.ok("config", "server", "word")).toBe("two\n")
  expect(await end("deploy", file, "-n", "2", "--config", "a=b")).toEqual([
    2,
    "",
    "ERROR options provided but not supported when deploying a bundle: --config, -n.\n",
  ])

  const exported = await home.ok("export-bundle")
  expect(exported).toBe(`default-base: ubuntu@24.04/stable
applications:
  client:
    charm: local:client-1
    num_units: 2
    to:
    - "0"
    - "2"
    expose: true
  server:
    charm: local:server-0
    num_units: 1
    to:
    - "1"
    options:
      word: two
    constraints: mem=3072M
    storage:
      data: lxd,1,2048M
    trust: true
machines:
  "0": {}
  "1": {}
  "2": {}
relations:
- - client:talk
  - server:talk
`)
  expect(await home.ok("export-bundle", "--filename", join(home.dir, "out.yaml"))).toContain(
    "successfully exported",
  )
  await home.ok("add-model", "copy")
  expect(await end("export-bundle")).toEqual([
    1,
    "",
    "ERROR nothing to export as there are no applications\n",
  ])
  writeFileSync(join(home.dir, "dump.yaml"), `applications:\n  server: { resources: { dump: ./dump.txt } }\n`)
  await home.ok("deploy", join(home.dir, "out.yaml"), "--trust", "--overlay", join(home.dir, "dump.yaml"))
  expect(await home.ok("export-bundle")).toBe(readFileSync(join(home.dir, "out.yaml"), "utf8"))
  await home.until("client/1", "active: heard two")
  await home.ok("destroy-model", "--no-prompt", "default")
  const missing = join(home.dir, "missing.yaml")
  writeFileSync(missing, "applications:\n  x: { charm: local:x-7 }\n")
  expect((await home.run(["deploy", missing])).err).toContain('charm "local:x-7" not found: no model has it')
})

test("a bundle finds charms by their names; deploy --dry-run of a charm deploys nothing", async () => {
  const file = join(home.dir, "bundle.yaml")
  writeFileSync(file, "applications:\n  machine: { charm: ubuntu, channel: latest/stable, num_units: 1 }\n")
  const { code, out } = await home.run(["deploy", file])
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(
      /^Executing changes:\n- upload charm ubuntu from charm-hub from channel latest\/stable\n/,
    ),
  ])
  while (
    at(await home.json("status"), "applications", "machine", "application-status", "current") !== "active"
  )
    await sleep(20)
  expect(await home.ok("export-bundle")).toMatch(
    /charm: ubuntu\n {4}channel: latest\/stable\n {4}revision: \d+\n/,
  )
  expect((await home.run(["deploy", file])).err).toBe("No changes to apply.\n")
  writeFileSync(
    file,
    "applications:\n  machine: { charm: ubuntu, num_units: 1, to: ['3'] }\n  guest: { charm: ubuntu, num_units: 2, to: ['3', new] }\nmachines: { '3': }\n",
  )
  expect((await home.run(["deploy", file])).out).toContain(
    "- add unit guest/0 to existing machine 0\n- add new machine 1\n- add unit guest/1 to new machine 1\n",
  )
  const machineOf = async (unit: string) =>
    at(await home.json("status"), "applications", "guest", "units", unit, "machine")
  expect([await machineOf("guest/0"), await machineOf("guest/1")]).toEqual(["0", "1"])
  expect((await home.run(["deploy", file])).err).toContain("No changes to apply.\n")
  const charm = await shellCharm(home.dir, "app", "true")
  expect((await home.run(["deploy", charm, "--dry-run"])).err).toContain("would be deployed\n")
  expect(await end("deploy", charm, "--overlay", file)).toEqual([
    2,
    "",
    "ERROR options provided but not supported when deploying a charm: --overlay.\n",
  ])
  expect(Object.keys(Object(at(await home.json("status"), "applications")))).toEqual(["guest", "machine"])
  await home.ok("add-model", "four", "--juju", "4.0")
  expect(await end("export-bundle")).toEqual([2, "", 'ERROR "export-bundle" is not a command of Juju 4\n'])
})

test("offers, saas, placements and exposed endpoints survive export, deployment in another model, export", {
  timeout: 120_000,
}, async () => {
  await shellCharm(home.dir, "server", SERVER, "provides:\n  talk: talk\n", CONFIG)
  await shellCharm(home.dir, "client", CLIENT, "requires:\n  talk: talk\n  other: talk\n")
  await home.ok("add-model", "far")
  await home.ok("deploy", join(home.dir, "server.charm"), "--config", "word=far")
  await home.ok("offer", "server:talk", "far-talk")
  await home.ok("add-model", "one")
  const file = join(home.dir, "bundle.yaml")
  writeFileSync(
    file,
    `saas:
  away: { url: admin/far.far-talk }
applications:
  client: { charm: ./client.charm, num_units: 1, to: ["1"] }
  server: { charm: ./server.charm, num_units: 3, to: ["0", "1", new] }
machines: { "0": {}, "1": {} }
relations:
- ["client:talk", "away:talk"]
- ["client:other", "server:talk"]
--- # overlay.yaml
applications:
  server:
    exposed-endpoints: { talk: { expose-to-cidrs: [10.0.0.0/8] } }
    offers: { near-talk: { endpoints: [talk], acl: { admin: admin } } }
`,
  )
  expect((await home.run(["deploy", file])).out).toBe(`Executing changes:
- upload charm ${home.dir}/client.charm
- deploy application client
- upload charm ${home.dir}/server.charm
- deploy application server
- override expose settings for endpoint talk of server and allow access from CIDR 10.0.0.0/8
- add new machine 0
- add new machine 1
- consume offer away at admin/far.far-talk
- create offer near-talk using server:talk
- grant user admin admin access to offer near-talk
- add relation client:talk - away:talk
- add relation client:other - server:talk
- add unit client/0 to new machine 1
- add unit server/0 to new machine 0
- add unit server/1 to new machine 1
- add new machine 2
- add unit server/2 to new machine 2
`)
  await home.until("client/0", "active: heard far")
  expect((await home.run(["deploy", file])).err).toBe("No changes to apply.\n")

  const exported = await home.ok("export-bundle")
  expect(exported).toBe(`default-base: ubuntu@24.04/stable
saas:
  away:
    url: minijuju:admin/far.far-talk
applications:
  client:
    charm: local:client-0
    num_units: 1
    to:
    - "1"
  server:
    charm: local:server-0
    num_units: 3
    to:
    - "0"
    - "1"
    - "2"
machines:
  "0": {}
  "1": {}
  "2": {}
relations:
- - client:other
  - server:talk
- - client:talk
  - away:talk
--- # overlay.yaml
applications:
  server:
    exposed-endpoints:
      talk:
        expose-to-cidrs:
        - 10.0.0.0/8
    offers:
      near-talk:
        endpoints:
        - talk
        acl:
          admin: admin
`)
  writeFileSync(file, exported)
  await home.ok("add-model", "two")
  await home.ok("deploy", file)
  expect(await home.ok("export-bundle")).toBe(exported)
  await home.until("client/0", "active: heard far")
  expect((await home.run(["deploy", file])).err).toBe("No changes to apply.\n")
  expect(Object.keys(Object(await home.json("offers")))).toEqual(["near-talk"])
  // Both models are in use by the first one.
  const consumers = Object(await home.json("offers", "-m", "far"))["far-talk"].connections
  expect(consumers).toHaveLength(2)
})
