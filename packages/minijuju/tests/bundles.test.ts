// Long because one table has all that is refused.
import { mkdirSync, writeFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { Model } from "../src/index.ts"
import { shellCharm, writeZip } from "./shell-charm.ts"

let dir: string
let model: Model
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "mj-"))
  model = await Model.start({ dir, updateStatusIntervalMs: 0 })
  const config = { "config.yaml": "options:\n  port: { type: int, default: 80 }\n  text: { type: string }\n" }
  const web = "requires:\n  db: mysql\n  cache: redis\nprovides:\n  site: http\nextra-bindings:\n  admin:\n"
  const data = "resources:\n  dump: { type: file, filename: dump.sql }\n"
  await shellCharm(dir, "web", "true", `${web}storage:\n  data: { type: filesystem }\n`, config)
  await shellCharm(
    dir,
    "mysql",
    "true",
    `provides:\n  server: mysql\n  backup: { interface: b, limit: 1 }\n${data}`,
  )
  writeFileSync(join(dir, "motd"), "hello\n")
})
afterAll(async () => {
  await model.stop()
  await rm(dir, { recursive: true, force: true })
})

const APPS = `applications:
  web: { charm: ./web.charm, num_units: 2 }
  mysql: { charm: ./mysql.charm, num_units: 1 }
`

let count = 0
function written(text: string): string {
  const file = join(dir, `bundle${count++}.yaml`)
  writeFileSync(file, text)
  return file
}

const linesOf = async (text: string, ...overlays: string[]) =>
  (await model.planBundle(written(text), { overlays: overlays.map(written) })).changes.flatMap(
    (change) => change.lines,
  )
const errorOf = async (text: string, ...overlays: string[]) => {
  const error = await linesOf(text, ...overlays).then(String, (reason: Error) => reason.message)
  const [head, ...errors] = error.split("\n")
  expect(head).toBe("cannot deploy bundle: the provided bundle has the following errors:")
  expect(model.status().applications).toEqual({})
  return errors.map((line) => line.replaceAll(`${dir}/`, ""))
}

test("the changes that a bundle makes, in Juju's order and words", async () => {
  const lines = await linesOf(`name: shop
default-base: ubuntu@24.04
applications:
  web: { charm: ./web.charm, num_units: 2, expose: true, options: { port: 81, text: include-file://motd }, bindings: { db: alpha } }
  front: { charm: web.charm, num_units: 0, base: ubuntu@24.04/stable }
  mysql: { charm: ./mysql.charm, num_units: 1, constraints: mem=2G }
relations:
- ["web:db", "mysql:server"]
- [mysql, [front]]
---
applications:
  front:
    exposed-endpoints: { site: { expose-to-cidrs: [10.0.0.0/8] } }
    offers: { site: { endpoints: [site], acl: { admin: admin } } }
`)
  expect(lines.map((line) => line.replaceAll(`${dir}/`, "./"))).toEqual([
    "upload charm web.charm for base ubuntu@24.04/stable",
    "deploy application front on ubuntu@24.04/stable using web",
    "override expose settings for endpoint site of front and allow access from CIDR 10.0.0.0/8",
    "upload charm ./mysql.charm for base ubuntu@24.04/stable",
    "deploy application mysql on ubuntu@24.04/stable",
    "deploy application web on ubuntu@24.04/stable",
    "expose all endpoints of web and allow access from CIDRs 0.0.0.0/0 and ::/0",
    "create offer site using front:site",
    "grant user admin admin access to offer site",
    "add relation web:db - mysql:server",
    "add relation mysql - front",
    "add unit mysql/0 to new machine 0",
    "add unit web/0 to new machine 1",
    "add unit web/1 to new machine 2",
  ])
})

test("what may be only in an overlay is refused elsewhere; an empty map clears; machines are replaced", async () => {
  await expect(
    linesOf("applications:\n  web: { charm: ./web.charm, offers: { o: { endpoints: [site] } } }\n"),
  ).rejects.toThrow(
    /^cannot deploy bundle: applications.web.offers can only appear in an overlay section \(and 1 more errors\)$/,
  )
  const { changes } = await model.planBundle(
    written(
      'applications:\n  web: { charm: ./web.charm, num_units: 1, to: ["1"], options: { port: 1 } }\nmachines: { "1": {} }\n',
    ),
    { overlays: [written('applications:\n  web: { options: {}, to: ["2"] }\nmachines: { "2": {} }\n')] },
  )
  expect(changes.flatMap(({ lines }) => lines).slice(-2)).toEqual([
    "add new machine 0 (bundle machine 2)",
    "add unit web/0 to new machine 0",
  ])
  expect(changes.find(({ kind }) => kind === "deploy")).toMatchObject({ options: { config: {} } })
})

test("overlays change, add and remove applications, in the same file and in others", async () => {
  const overlay = `applications:
  mysql: null
  web: { num_units: 1, options: { port: 99 } }
relations: []
`
  const { changes } = await model.planBundle(
    written(`${APPS}relations: [["web:db", "mysql:server"]]\n---\n${overlay}`),
    { overlays: [written("applications:\n  second: { charm: ./web.charm }\n")] },
  )
  const deployed = changes.flatMap((change) => (change.kind === "deploy" ? [change.options] : []))
  expect(deployed).toMatchObject([{ name: "second" }, { name: "web", config: { port: 99 } }])
  expect(changes.some(({ kind }) => kind === "relate")).toBe(false)
})

test("units are placed on machines of the bundle and next to other units", async () => {
  const lines = await linesOf(`applications:
  web: { charm: ./web.charm, num_units: 3, to: ["mysql/1", "lxd:1", new] }
  mysql: { charm: ./mysql.charm, num_units: 2, to: ["1", "0"] }
  side: { charm: ./web.charm, num_units: 2, to: [web] }
machines: { "0": {}, "1": {} }
`)
  expect(lines.filter((line) => line.startsWith("add unit"))).toEqual([
    "add unit mysql/0 to new machine 1",
    "add unit mysql/1 to new machine 0",
    "add unit web/0 to new machine 0 to satisfy [mysql/1]",
    "add unit web/1 to new machine 1",
    "add unit side/0 to new machine 0 to satisfy [web]",
    "add unit side/1 to new machine 1 to satisfy [web]",
    "add unit web/2 to new machine 2",
  ])
  // A machine, and a place next to one unit, count once; further units get machines of their own.
  expect(
    (
      await linesOf(`applications:
  mysql: { charm: ./mysql.charm, num_units: 3, to: ["5"] }
  web: { charm: ./web.charm, num_units: 2, to: ["mysql/2"] }
machines: { "5": {} }
`)
    ).filter((line) => line.startsWith("add") && !line.startsWith("add relation")),
  ).toEqual([
    "add new machine 0 (bundle machine 5)",
    "add unit mysql/0 to new machine 0",
    "add unit mysql/1 to new machine 1",
    "add unit mysql/2 to new machine 2",
    "add unit web/0 to new machine 2 to satisfy [mysql/2]",
    "add unit web/1 to new machine 3",
  ])
  const circle =
    "applications:\n  a: { charm: ./web.charm, num_units: 1, to: [b] }\n  b: { charm: ./web.charm, num_units: 1, to: [a] }\n  c: { charm: ./web.charm, num_units: 1 }\n"
  await expect(linesOf(circle)).rejects.toThrow(
    /^cannot deploy bundle: cycle in placement directives for: a, b$/,
  )
})

test("a folder and a zip archive are bundles; unknown keys, and placements are named", async () => {
  const folder = join(dir, "folder")
  mkdirSync(folder)
  const text = `${APPS.replaceAll("./", "../")}colour: red\nmachines: { "0": { constraints: mem=1G } }\n`
  writeFileSync(
    join(folder, "bundle.yaml"),
    text.replace("num_units: 1", "num_units: 1, to: ['0'], scalee: 2"),
  )
  const plan = await model.planBundle(folder)
  expect(plan.warnings).toEqual([
    'key "colour" of bundle has no effect',
    'key "scalee" of application "mysql" has no effect',
    "constraints of machine 0 have no effect",
  ])
  const zip = await writeZip(join(dir, "bundle.zip"), { "bundle.yaml": APPS })
  expect((await model.planBundle(zip)).changes).toHaveLength(7)
})

test.each<[string, string, readonly (string | RegExp)[]]>([
  ["YAML", "applications: [", [/^cannot unmarshal bundle contents: bundle\d+\.yaml/]],
  ["not a map", "!", [/.*/]],
  ["nothing", "name: x\n", ["at least one application must be specified"]],
  ["Kubernetes", `type: kubernetes\n${APPS}`, [/Kubernetes bundle/]],
  [
    "applications",
    "applications:\n  a: null\n  b: { num_units: -1 }\n  c: { charm: ./none.charm, constraints: size=1, storage: { data: 1Q } }\n",
    ['bundle application for key "a" is undefined', 'negative number of units specified on application "b"'],
  ],
  [
    "charms, constraints, storage",
    "applications:\n  b: {}\n  c: { charm: ./none.charm, constraints: size=1, storage: { data: 1Q } }\n",
    [
      "empty charm path",
      'charm path in application "c" does not exist: none.charm',
      'invalid constraints "size=1" in application "c": unknown constraint "size"',
      'invalid storage "data" in application "c": unrecognized storage constraint "1Q" not valid',
    ],
  ],
  [
    "relations",
    `${APPS}relations:
- [web, mysql]
- ["mysql:server", "web:db"]
- ["web:db", "web:cache"]
- ["web:db", "other:db"]
- ["web:db"]
- ["web:nope", "mysql:server"]
- ["web:cache", "mysql:server"]
- ["web:site", "mysql:server"]
- ["a b", mysql]
`,
    [
      'relation ["mysql:server" "web:db"] is defined more than once',
      'relation ["web:db" "web:cache"] relates an application to itself',
      'relation ["web:db" "other:db"] refers to application "other" not defined in this bundle',
      'relation ["web:db"] has 1 endpoint(s), not 2',
      'charm "web.charm" used by application "web" does not define relation "nope"',
      'mismatched interface between "mysql:server" and "web:cache" ("mysql" vs "redis")',
      'relation "web:site" to "mysql:server" relates provider to provider',
      'invalid relation syntax "a b"',
    ],
  ],
  [
    "saas and offers",
    `applications:
  web: { charm: ./web.charm }
saas: { web: { url: m.o }, Bad: { url: m.o }, other: { url: nothing }, away: { url: m.o } }
relations: [[web, nowhere]]
---
applications:
  web: { offers: { Up: { endpoints: ["a b"] } } }
`,
    [
      'application "web" already exists with SAAS "web" name',
      'invalid SAAS name "Bad" found',
      'invalid offer URL "nothing" for SAAS other',
      'invalid offer name "Up" in application "web"',
      'invalid endpoint name "a b" for offer "Up" in application "web"',
    ],
  ],
  [
    "offers that the model refuses",
    `applications:
  web: { charm: ./web.charm }
saas: { away: { url: nowhere.o }, far: { url: "elsewhere:m.o" } }
---
applications:
  web: { offers: { one: { endpoints: [none] }, two: { endpoints: [site], acl: { bob: read } } } }
`,
    [
      'model "admin/nowhere" not found',
      "controller elsewhere not found",
      'cannot add application offer "one": getting relation endpoint for relation "none" and application "web": application "web" has no "none" relation',
      'cannot grant read access to user bob on offer default.two: user "bob" not found',
    ],
  ],
  [
    "options, bindings",
    "applications:\n  web: { charm: ./web.charm, options: { nope: 1 }, bindings: { other: alpha } }\n",
    [
      'cannot validate application "web": configuration option "nope" not found in charm "web.charm"',
      'application "web" wants to bind endpoint "other" to space "alpha", but the endpoint is not defined by the charm',
    ],
  ],
  [
    "what the charms refuse",
    "applications:\n  web: { charm: ./web.charm, options: { port: many } }\n  a-1: { charm: ./mysql.charm, bindings: { server: dmz } }\n  db: { charm: ./mysql.charm, resources: { dump: ./gone.sql } }\n",
    [
      'cannot deploy application "a-1": invalid application name "a-1": use lower-case letters, digits and single dashes, beginning with a letter',
      /^cannot deploy application "db": file for resource "dump": stat gone.sql: no such file/,
      /^cannot deploy application "web": option "port" expected int, got "many"/,
    ],
  ],
  [
    "placements and machines",
    `applications:
  web: { charm: ./web.charm, num_units: 1, to: ["0", "1"] }
  mysql: { charm: ./mysql.charm, num_units: 5, to: ["7", "x/0", "web/3", "!", new] }
machines: { "0": {}, "1": {}, "2": { constraints: nope }, x: {} }
`,
    [
      'invalid constraints "nope" in machine "2": malformed constraint "nope"',
      'invalid machine id "x" found in machines',
      'too many units specified in unit placement for application "web"',
      'placement "7" refers to a machine not defined in this bundle',
      'placement "x/0" refers to an application not defined in this bundle',
      'placement "web/3" specifies a unit greater than the 1 unit(s) started by the target application',
      'invalid placement syntax "!"',
      'machine "2" is not referred to by a placement directive',
      'machine "x" is not referred to by a placement directive',
    ],
  ],
])("refused as a whole: %s", async (_, text, expected) => {
  const errors = await errorOf(text)
  expect(errors).toHaveLength(expected.length)
  for (const [i, line] of expected.entries())
    expect(errors[i]).toEqual(typeof line === "string" ? line : expect.stringMatching(line))
})

test("an overlay cannot relate what is not there; trust needs consent; a name needs a place", async () => {
  expect(await errorOf(APPS, 'relations: [["web:db", "gone:server"]]\n')).toEqual([
    'relation ["web:db" "gone:server"] refers to application "gone" not defined in this bundle',
  ])
  await expect(linesOf("applications:\n  web: { charm: ./web.charm, trust: true }\n")).rejects.toThrow(
    "Please repeat the deploy command with the --trust argument if you consent to trust the following application(s):\n  - web",
  )
  expect(await errorOf("applications:\n  web: { charm: ubuntu }\n")).toEqual([
    'cannot use the charm of application "web": "ubuntu" is not the path of a packed charm: write ./ubuntu.charm',
  ])
  const gone = model.planBundle(written(APPS), { overlays: [join(dir, "none.yaml")] })
  await expect(gone).rejects.toThrow(/^unable to read bundle overlay file/)
})
