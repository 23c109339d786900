import { existsSync } from "node:fs"
import { afterEach, beforeEach, expect, test } from "vitest"
import { at, CliHome } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

let home: CliHome
beforeEach(async () => {
  home = await CliHome.make()
})
afterEach(() => home.end(), 60_000)

const METADATA = `storage:
  data: { type: filesystem, location: /srv/data, minimum-size: 1G, multiple: { range: 0-2 } }
`
const SCRIPT = `case "$JUJU_HOOK_NAME" in
  data-storage-attached) echo hello > "$JUJU_STORAGE_LOCATION/greeting" ;;
esac
status-set active "$(storage-list)"`

test("the commands of storages, their words, and the background process", { timeout: 90_000 }, async () => {
  const charm = await shellCharm(home.dir, "db", SCRIPT, METADATA)
  const end = async (...argv: string[]) => {
    const { code, err } = await home.run(argv)
    return [code, err]
  }
  expect(await end("deploy", charm, "--storage", "data=1Q")).toEqual([
    2,
    expect.stringMatching(
      /^ERROR invalid value "data=1Q" for option --storage: cannot parse disk \w+s: unrecognized storage \w+ "1Q" not valid\n$/,
    ),
  ])
  const small = await home.run(["deploy", charm, "--storage", "data=100M"])
  expect([small.code, small.err.split("\n").at(-2)]).toEqual([
    1,
    'ERROR cannot add application "db": charm "db" store "data": minimum storage size is 1.0 GB, 100 MB specified',
  ])
  expect((await home.run(["deploy", charm, "--storage", "data=2G"])).err).toContain(
    'WARNING storage "data" is not mounted at /srv/data: the charm finds it where storage-get data/N says\n',
  )
  await home.until("db/0", "active: data/0")
  expect(await home.ok("storage")).toBe(
    "Unit  Storage ID  Type        Pool  Size     Status    Message\n" +
      "db/0  data/0      filesystem  lxd   2.0 GiB  attached\n",
  )
  const view = at(await home.json("show-storage", "data/0"), "data/0")
  expect(view).toMatchObject({ kind: "filesystem", life: "alive", status: { current: "attached" } })
  const location = String(at(view, "attachments", "units", "db/0", "location"))
  expect(location).toMatch(/\/root\/srv\/data\/data\/0$/)
  expect(at(await home.json("status"), "storage", "storage", "data/0")).toMatchObject({ kind: "filesystem" })

  expect(await end("add-storage", "db/0", "data")).toEqual([0, "added storage data/1 to db/0\n"])
  expect(await end("add-storage", "db/0", "data")).toEqual([
    1,
    'failed to add storage "data" to db/0: adding "data" storage to db/0: attaching 1 storage instance brings the total to 3, exceeding the maximum of 2\n',
  ])
  expect(await end("add-storage", "db/0")).toEqual([
    2,
    "ERROR add-storage requires a unit and a storage directive\n",
  ])
  await home.until("db/0", "active: data/0 data/1".replace(" data/1", "\ndata/1"))
  expect(await end("remove-storage", "data/1")).toEqual([
    1,
    'failed to remove data/1: cannot destroy storage "data/1": storage is attached\n\n' +
      'Use the --force option to remove attached storage, or use\n"juju detach-storage" to explicitly detach the storage\nbefore removing.\n',
  ])
  expect(await end("remove-storage", "--no-destroy", "data/1")).toEqual([
    1,
    "ERROR minijuju has no --no-destroy: keep storages with detach-storage\n",
  ])
  expect(await end("destroy-model", "--no-prompt", "--release-storage", "default")).toEqual([
    1,
    "ERROR minijuju has no --release-storage: storages are removed with their model\n",
  ])
  const ignored = (option: string) => `WARNING --${option} has no effect on minijuju\n`
  expect(await end("add-unit", "db", "-n0", "--attach-storage=data/1")).toEqual([
    0,
    ignored("attach-storage"),
  ])
  expect((await end("refresh", "db", "--storage=data=1"))[1]).toContain(ignored("storage"))
  expect(await end("detach-storage", "data/1", "data/7")).toEqual([
    1,
    'detaching data/1\nfailed to detach data/7: storage instance "data/7" not found\n',
  ])
  await home.killDaemon()
  while (!(await home.ok("storage")).includes("\n      data/1      filesystem  lxd   2.0 GiB  detached\n"));
  expect(existsSync(`${location}/greeting`)).toBe(true)
  expect(await end("attach-storage", "db/0", "data/1")).toEqual([0, "attaching data/1 to db/0\n"])

  expect(await home.ok("remove-unit", "--no-prompt", "--destroy-storage", "db/0")).toBe(
    "will remove unit db/0\n- will remove storage data/0\n- will remove storage data/1\n",
  )
  while ((await home.run(["storage"])).err !== "No storage to display.\n");
  await expect.poll(() => existsSync(`${location}/greeting`)).toBe(false)
})

test("the disks of storages: in JSON, and with --filesystem and --volume", { timeout: 60_000 }, async () => {
  expect(await home.run(["add-model", "m"])).toMatchObject({ code: 0 })
  expect(await home.run(["storage"])).toMatchObject({ out: "", err: "No storage to display.\n" })
  expect(await home.run(["storage", "--format", "json"])).toMatchObject({ out: "", err: "" })
  const metadata = "storage:\n  data: { type: filesystem }\n  disk: { type: block }\n"
  await home.ok("deploy", await shellCharm(home.dir, "db", "status-set active ready", metadata))
  // The unit is active after the hook of its first storage already.
  while (at(await home.json("storage"), "volumes", "1", "status", "current") !== "attached");
  const all = await home.json("storage")
  const place = String(at(all, "storage", "data/0", "attachments", "units", "db/0", "location"))
  const device = String(at(all, "storage", "disk/1", "attachments", "units", "db/0", "location"))
  const units = (location: string) => ({ "db/0": { machine: "0", location, life: "alive" } })
  expect(all).toMatchObject({
    filesystems: {
      0: {
        storage: "data/0",
        attachments: {
          machines: { 0: { "mount-point": place, "read-only": false, life: "alive" } },
          units: units(place),
        },
        pool: "lxd",
        size: 1024,
        status: { current: "attached" },
      },
    },
    volumes: {
      1: {
        storage: "disk/1",
        attachments: {
          machines: { 0: { "device-link": device, "read-only": false } },
          units: units(device),
        },
        pool: "loop",
        persistent: false,
      },
    },
  })
  expect(at(await home.json("status"), "storage")).toMatchObject({ filesystems: {}, volumes: {} })
  expect(Object.keys(Object(await home.json("storage", "--filesystem")))).toEqual(["filesystems"])
  expect(Object.keys(Object(await home.json("storage", "--volume", "0")))).toEqual(["volumes"])
  const row = (...cells: string[]) => `${cells.join("  ")}\n`
  expect((await home.ok("storage", "--filesystem")).replaceAll(place, "PLACE").replaceAll(/ +/g, " ")).toBe(
    "Machine Unit Storage ID ID Volume Provider ID Mountpoint Size State Message\n" +
      "0 db/0 data/0 0 0 PLACE 1.0 GiB attached\n",
  )
  expect(await home.ok("storage", "--volume")).toBe(
    row(
      "Machine",
      "Unit",
      "Storage ID",
      "Volume ID",
      "Provider ID",
      "Device",
      "Size   ",
      "State   ",
      "Message",
    ) + row("0      ", "db/0", "disk/1    ", "1        ", "volume-1   ", "      ", "1.0 GiB", "attached"),
  )
  expect((await home.run(["storage", "--volume", "7"])).err).toBe("No storage to display.\n")
  const usage = async (...args: string[]) => (await home.run(["storage", ...args])).err
  expect(await usage("--volume", "--filesystem")).toContain("can not be used together")
  expect(await usage("0")).toContain("specifying IDs only supported with --filesystem and --volume options")
})
