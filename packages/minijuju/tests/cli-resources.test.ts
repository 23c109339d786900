import { readFileSync } from "node:fs"
import { rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { at, CliHome } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

let home: CliHome
beforeEach(async () => {
  home = await CliHome.make()
})
afterEach(() => home.end(), 60_000)

const METADATA = `resources:
  software: { type: file, filename: software.txt, description: what it serves }
`
const SCRIPT = `case "$JUJU_HOOK_NAME" in config-changed|upgrade-charm)
  path=$(resource-get software 2>&1) || { status-set blocked "$path"; exit 0; }
  status-set active "$(cat "$path")" ;;
esac`

const fileOf = async (name: string, content: string) => {
  const path = join(home.dir, name)
  await writeFile(path, content)
  return path
}

test("a resource reaches the charm, is replaced, and survives the background process", {
  timeout: 60_000,
}, async () => {
  const charm = await shellCharm(home.dir, "app", SCRIPT, METADATA)
  const first = await fileOf("first.txt", "one")
  await home.ok("deploy", charm, "--resource", `software=${first}`)
  await rm(first)
  await home.until("app/0", "active: one")
  const [view] = [at(await home.json("resources", "app"), "resources")].flat()
  expect(view).toMatchObject({
    name: "software",
    path: "software.txt",
    size: 3,
    used: true,
    username: "admin",
  })
  expect(at(view, "fingerprint")).toMatch(/^[0-9a-f]{96}$/)
  const uploaded = String(at(view, "timestamp")).slice(0, 16)
  expect(await home.ok("list-resources", "app")).toBe(
    `Resource  Supplied by  Revision\nsoftware  admin        ${uploaded}\n`,
  )
  expect(await home.ok("resources", "app", "--details")).toBe(
    `Unit   Resource  Revision          Expected\napp/0  software  ${uploaded}  ${uploaded}\n`,
  )
  expect(await home.ok("resources", "app/0", "--details")).toBe(
    `Resource  Revision          Expected\nsoftware  ${uploaded}  ${uploaded}\n`,
  )
  const [detail] = [at(await home.json("resources", "app", "--details"), "resources")].flat()
  expect(detail).toMatchObject({ unitID: "app/0", unit: view, expected: view, progress: -1 })

  await home.ok("attach-resource", "app", `software=${await fileOf("second.txt", "two")}`)
  await home.until("app/0", "active: two")
  const path = await home.ok("exec", "--unit", "app/0", "--", "resource-get", "software")
  expect(path.trim()).toMatch(/\/agents\/unit-app-0\/resources\/software\/software\.txt$/)
  expect(readFileSync(path.trim(), "utf8")).toBe("two")

  await home.killDaemon()
  await rm(path.trim())
  const again = await home.ok("exec", "--unit", "app/0", "--", "resource-get", "software")
  expect(readFileSync(again.trim(), "utf8")).toBe("two")
})

test("a unit that has not fetched a resource has nothing of it", { timeout: 60_000 }, async () => {
  const charm = await shellCharm(home.dir, "app", "status-set active idle", METADATA)
  await home.ok("deploy", charm, "--resource", `software=${await fileOf("a.txt", "x")}`)
  await home.until("app/0", "active: idle")
  const [detail] = [await home.json("resources", "app/0", "--details")].flat()
  expect(detail).toMatchObject({
    unitID: "app/0",
    unit: { name: "", size: 0, used: false },
    expected: { name: "software", size: 1, used: true },
  })
  expect(await home.ok("resources", "app", "--details")).toMatch(
    /\napp\/0 {2}software {2}- {9}\d{4}-\d\d-\d\dT\d\d:\d\d\n$/,
  )
})

test("a resource without a file, and the refusals of Juju", { timeout: 60_000 }, async () => {
  const images = `${METADATA}  image: { type: oci-image }\n`
  const charm = await shellCharm(home.dir, "app", SCRIPT, images)
  const text = await fileOf("a.txt", "x")
  const refused = async (code: number, message: string, ...argv: string[]) => {
    const end = await home.run(argv)
    expect([end.code, end.err.split("\n").findLast((line) => line.startsWith("ERROR"))]).toEqual([
      code,
      `ERROR ${message}`,
    ])
  }
  const deploy = (value: string) => ["deploy", charm, "--resource", value]
  await refused(1, 'unrecognized resource "nothing"', ...deploy(`nothing=${text}`))
  await refused(
    1,
    'file for resource "software": stat /gone: no such file or directory',
    ...deploy("software=/gone"),
  )
  await refused(
    2,
    'invalid value "software" for option --resource: badly formatted name value pair: software',
    ...deploy("software"),
  )
  const other = await fileOf("a.zip", "x")
  await refused(
    1,
    `resource "software": incorrect extension on resource upload "${other}", expected ".txt"`,
    ...deploy(`software=${other}`),
  )
  await refused(
    1,
    'resource "image" is an oci-image: minijuju takes files only (see KNOWN-GAPS.md)',
    ...deploy("image=ubuntu"),
  )

  expect((await home.run(["deploy", charm])).err).toContain(
    'WARNING resource "image" is an oci-image: it is not downloaded, and resource-get image fails\n',
  )
  await home.until("app/0", 'blocked: ERROR could not download resource: resource "software" not found')
  expect(await home.ok("resources", "app")).toMatch(/\nsoftware +upload +-\n/)
  await refused(1, 'application "gone" not found', "attach-resource", "gone", `software=${text}`)
  await refused(
    1,
    'failed to upload resource "nothing": resource#app/nothing not found',
    "attach-resource",
    "app",
    `nothing=${text}`,
  )
  await refused(
    1,
    'failed to upload resource "software": open /gone: no such file or directory',
    "attach-resource",
    "app",
    "software=/gone",
  )
  await refused(
    2,
    'bad resource arg "software": expected name=path format',
    "attach-resource",
    "app",
    "software",
  )
  await refused(2, "no resource specified", "attach-resource", "app")

  const more = await shellCharm(
    home.dir,
    "app",
    SCRIPT,
    `${images}  more: { type: file, filename: more.txt }\n`,
  )
  await refused(
    1,
    'new resource "more" was missing, please provide it via --resource',
    "refresh",
    "app",
    "--path",
    more,
  )
  await home.ok(
    "refresh",
    "app",
    "--path",
    more,
    "--resource",
    `more=${text}`,
    "--resource",
    `software=${text}`,
  )
  await home.until("app/0", "active: x")
})

test("a deployment says once what the charm declares and will not get", { timeout: 60_000 }, async () => {
  const metadata = "containers: { web: {} }\ndevices: { gpu: { type: gpu } }\n"
  const manifest = { "manifest.yaml": "bases: [{ name: ubuntu, channel: '22.04' }]\n" }
  const charm = await shellCharm(home.dir, "app", "true", metadata, manifest)
  const { code, err } = await home.run(["--juju", "3.6", "deploy", charm])
  expect([code, err.split("\n").filter((line) => line.startsWith("WARNING"))]).toEqual([
    0,
    [
      'WARNING "app" is a Kubernetes charm (it declares containers) but this is a machine model; its workload will not run: no web-pebble-ready, and Pebble does not answer',
      "WARNING the charm is for ubuntu@22.04: it runs on this machine as it is, which is shown as ubuntu@24.04",
      'WARNING device "gpu" is not given to the charm',
    ],
  ])
  expect((await home.run(["refresh", "app", "--path", charm])).err).not.toContain("WARNING")
  await home.ok("add-model", "four", "--juju", "4.0")
  expect(await home.run(["deploy", charm])).toMatchObject({
    code: 1,
    err: expect.stringMatching(
      /\nERROR "app" is a Kubernetes charm \(it declares containers\) but "four" is a machine model; its workload will not run\n$/,
    ),
  })
})
