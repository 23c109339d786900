import { execFile, execFileSync, spawn } from "node:child_process"
import { existsSync, readdirSync } from "node:fs"
import { mkdir, mkdtemp, readFile, readlink, rm, writeFile } from "node:fs/promises"
import { hostname, tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { builtMinijuju } from "../../../suite/minijuju.ts"
import { endMachine, IsolatedMachine, isolationObstacle } from "../src/agent/isolated-machine.ts"
import { processStart } from "../src/agent/process-start.ts"
import { processesWith } from "../src/agent/process-tree.ts"
import { Model } from "../src/index.ts"
import { jujuVersionOf } from "../src/state/juju-version.ts"
import { CliHome } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

const isPossible = process.platform === "linux" && process.getuid?.() === 0
if (!isPossible) console.warn("SKIPPED 1 suite (isolated machines): only root on Linux can isolate them")

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "mj-"))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

/** Files that no system has. Each unit writes its own, starts a process, and shows the files and how many processes sleep: this one, and the machine's first. */
const FILE = `/etc/isolated-${process.pid}`
const HOME_FILE = join("/root", `.isolated-${process.pid}`)
const INSTALLER = `case "$JUJU_DISPATCH_PATH" in
  hooks/install)
    echo "$JUJU_UNIT_NAME" | tee ${FILE} > ${HOME_FILE}
    RUN_OF_TEST="${process.pid} $JUJU_UNIT_NAME" setsid sleep 1000 > /dev/null 2>&1 < /dev/null & ;;
  hooks/start)
    status-set active "$(cat ${FILE} ${HOME_FILE} | uniq) $(ps -e | grep -c ' sleep$')" ;;
esac`

describe.skipIf(!isPossible)("isolated machines", () => {
  test("what a charm installs and starts is its machine's own, and goes with it", async () => {
    await using model = await Model.start({ dir, updateStatusIntervalMs: 0, retry: { enabled: false } })
    const charm = await shellCharm(dir, "installer", INSTALLER)
    await model.deploy(charm, { units: 2, isolate: true })
    await model.settle()
    const messages = () =>
      Object.values(model.status().applications.installer?.units ?? {}).map(
        (unit) => unit["workload-status"].message,
      )
    expect(messages()).toEqual(["installer/0 2", "installer/1 2"])
    expect([existsSync(FILE), existsSync(HOME_FILE)]).toEqual([false, false])
    expect(processesWith("RUN_OF_TEST", `${process.pid} installer/0`).length).toBe(1)

    model.removeUnit("installer/0")
    await model.settle()
    expect(processesWith("RUN_OF_TEST", `${process.pid} installer/0`)).toEqual([])
    await model.exec("installer/1", "echo changed > /usr/local/from-exec")
    expect((await model.exec("installer/1", "cat /usr/local/from-exec")).results.stdout).toBe("changed\n")
    const [folder = ""] = readdirSync(dir).filter((name) => name.startsWith("minijuju-"))
    expect(readdirSync(join(dir, folder, "machines"))).toEqual(["1"])
  })

  test.each([tmpdir(), "/root"])(
    "a machine of a model in %s outlives the background process",
    async (parent) => {
      vi.stubEnv("TMPDIR", parent)
      const home = await CliHome.make()
      try {
        await home.ok("add-model", "m")
        await home.ok("model-config", "isolate-machines=true")
        const deployed = await home.run(["deploy", await shellCharm(home.dir, "installer", INSTALLER)])
        expect(deployed.err).not.toContain("NOTE")
        await home.until("installer/0", "active: installer/0 2")
        await home.killDaemon()
        const seen = await home.ok("exec", "--unit", "installer/0", `cat ${FILE}; ps -e | grep -c ' sleep$'`)
        expect(seen).toBe("installer/0\n2\n")
        const login = await home.shell(`echo x | minijuju ssh installer/0 'cat ${FILE} -; pwd'`)
        expect(String(login.out)).toMatch(/^installer\/0\nx\n.*\/unit-installer-0\/charm\n$/)
        expect([existsSync(FILE), existsSync(HOME_FILE)]).toEqual([false, false])
        for (const file of [FILE, HOME_FILE])
          expect(await home.run(["scp", `installer/0:${file}`, home.dir])).toMatchObject({
            code: 1,
            err: expect.stringContaining("use ssh installer/0"),
          })
        await home.ok("scp", "installer/0:metadata.yaml", home.dir)
        expect(readdirSync(home.dir)).toContain("metadata.yaml")
        expect(await home.ok("machines")).toContain("Running, isolated")
        await home.ok("model-config", "--reset", "isolate-machines")
        await home.ok("add-machine")
        const misplaced = ["deploy", join(home.dir, "installer.charm"), "other", "--isolate", "--to", "1"]
        expect((await home.run(misplaced)).err).toContain("machine 1 is not isolated")
        await home.ok("destroy-model", "--no-prompt", "m")
        expect(processesWith("RUN_OF_TEST", `${process.pid} installer/0`)).toEqual([])
      } finally {
        vi.unstubAllEnvs()
        await home.end()
      }
    },
  )

  test("a charm that sets the host name sets that of its machine", async () => {
    await using model = await Model.start({ dir, updateStatusIntervalMs: 0 })
    const outside = await readlink("/proc/self/ns/uts")
    // A machine that shared the name with this system must not change it.
    const rename = `case "$JUJU_DISPATCH_PATH" in
  hooks/install) [ "$(readlink /proc/self/ns/uts)" = "${outside}" ] || echo "\${JUJU_UNIT_NAME%/*}" > /proc/sys/kernel/hostname ;;
  hooks/start) status-set active "$(cat /proc/sys/kernel/hostname)" ;;
esac`
    await model.deploy(await shellCharm(dir, "renamed", rename), { isolate: true })
    await model.settle()
    expect(model.status().applications.renamed?.units["renamed/0"]?.["workload-status"].message).toBe(
      "renamed",
    )
    expect(hostname()).not.toBe("renamed")
  })

  test("a machine that has ended is started again, also while its process is in the table", async () => {
    const folder = join(dir, "machine")
    await mkdir(join(folder, "juju"), { recursive: true })
    const parent = spawn("sh", ["-c", "sleep 1000 & echo $!; exec sleep 1000"])
    try {
      const pid = Number(await new Promise((resolve) => parent.stdout.once("data", resolve)))
      // Once it is not a shell any more, it asks for no exit status.
      await vi.waitFor(async () => expect(await readFile(`/proc/${parent.pid}/comm`, "utf8")).toBe("sleep\n"))
      expect(pid).toBeGreaterThan(1)
      process.kill(pid)
      await vi.waitFor(async () => expect(await readFile(`/proc/${pid}/stat`, "utf8")).toContain(") Z "))
      await writeFile(join(folder, "starter"), `${pid} ${processStart(pid)}`)
      await writeFile(join(folder, "ready"), "")
      const machine = await IsolatedMachine.start(folder, dir, {})
      const { file, args, cwd } = machine.command({ file: "echo", args: ["in it"], cwd: "/" })
      expect(execFileSync(file, args, { cwd, encoding: "utf8" })).toBe("in it\n")
    } finally {
      await endMachine(folder)
      parent.kill()
    }
  })

  test("charms find Juju's version, tools and their own folders where a unit has them", async () => {
    await using model = await Model.start({ dir, updateStatusIntervalMs: 0 })
    const find = `case "$JUJU_DISPATCH_PATH" in
  hooks/install) touch mark ;;
  hooks/start) env -i PATH=/usr/bin:/bin UNIT="$JUJU_UNIT_NAME" setsid sh later > /dev/null 2>&1 < /dev/null & ;;
esac`
    // Outside of a hook, and without the hook tools on PATH.
    const later = `version=$(/var/lib/juju/tools/machine-*/jujud version)
juju-exec "$UNIT" "/var/lib/juju/tools/unit-finder-\${UNIT#*/}/status-set active '$version'"`
    await model.deploy(await shellCharm(dir, "finder", find, "", { later }), { isolate: true })
    model.addUnits("finder", 1, { to: ["0"] })
    const version = `${jujuVersionOf()}-ubuntu-${process.arch === "x64" ? "amd64" : process.arch}`
    const units = () => model.status().applications.finder?.units ?? {}
    await model.waitFor("both units", () =>
      ["finder/0", "finder/1"].every((unit) => units()[unit]?.["workload-status"].message === version),
    )
    const list = "cd /var/lib/juju && ls agents && echo agents/*/charm/mark && cd tools && echo *"
    const found = async () => (await model.exec("finder/1", list)).results.stdout
    const expected = (...numbers: number[]) => {
      const units = numbers.map((number) => `unit-finder-${number}`)
      const marks = units.map((unit) => `agents/${unit}/charm/mark`)
      return `${units.join("\n")}\n${marks.join(" ")}\n${[version, "machine-0", ...units].join(" ")}\n`
    }
    expect(await found()).toBe(expected(0, 1))
    model.removeUnit("finder/0")
    await model.settle()
    expect(await found()).toBe(expected(1))
  })

  test("a machine names another base only if the model's configuration says so", async () => {
    await using model = await Model.start({ dir, updateStatusIntervalMs: 0 })
    const show = `case "$JUJU_DISPATCH_PATH" in
  hooks/start) . /etc/os-release; [ ! -f /etc/lsb-release ] || . /etc/lsb-release
    status-set active "$ID $VERSION_ID $DISTRIB_CODENAME" ;;
esac`
    const charm = await shellCharm(dir, "based", show)
    const message = (unit: string) =>
      model.status().applications.based?.units[unit]?.["workload-status"].message
    model.modelConfig({ "isolated-base": "ubuntu@22.04" })
    await model.deploy(charm, { isolate: true })
    await model.settle()
    expect(message("based/0")).toBe("ubuntu 22.04 jammy")
    const files = "cat /etc/os-release; cat /etc/lsb-release 2>/dev/null || true"
    model.modelConfig({}, ["isolated-base"])
    model.addUnits("based")
    await model.settle()
    const own = execFileSync("sh", ["-c", files], { encoding: "utf8" })
    expect((await model.exec("based/1", files)).results.stdout).toBe(own)
    expect(() => model.modelConfig({ "isolated-base": "debian@12" })).toThrow(
      'isolated-base: unknown base "debian@12": choose one of ubuntu@16.04',
    )
  })

  test("a minijuju in a changed root: its machines have the files of that root", async () => {
    const { script } = await builtMinijuju()
    const charm = await shellCharm(dir, "marked", 'status-set active "$(cat /srv/marker)"')
    const inside = `minijuju() { "${process.execPath}" "${script}" "$@" 2>&1; }
      minijuju add-model m; minijuju deploy "${charm}" --isolate
      minijuju wait-for unit marked/0 --query='workload-message=="of this root"' --timeout 20s
      minijuju status; minijuju destroy-model --no-prompt m`
    const outside = `set -e; cd "${dir}"; mkdir root marked; echo "of this root" > marked/marker
      mount --rbind / root; mount --bind marked root/srv; exec chroot root /bin/sh -c "$1"`
    const { stdout } = await promisify(execFile)("unshare", ["--mount", "sh", "-c", outside, "sh", inside], {
      env: { PATH: process.env.PATH, MINIJUJU_HOME: join(dir, "home") },
    })
    expect(stdout).toMatch(/marked\/0.*of this root/)
  })

  test("the warning about a charm's bases names the option for isolated machines", async () => {
    const home = await CliHome.make()
    try {
      const manifest = (...channels: string[]) => ({
        "manifest.yaml": `bases: [${channels.map((channel) => `{ name: ubuntu, channel: "${channel}" }`)}]\n`,
      })
      const old = await shellCharm(home.dir, "old", "true", "", manifest("20.04/stable", "22.04/stable"))
      const newer = await shellCharm(home.dir, "newer", "true", "", manifest("26.04"))
      const warning = async (...args: string[]) =>
        (await home.run(["deploy", ...args])).err
          .split("\n")
          .find((line) => line.startsWith("WARNING the charm"))
      const isolated = await warning(old, "--isolate")
      expect(isolated).toMatch(
        /24\.04; after "model-config isolated-base=ubuntu@22\.04", \/etc\/os-release of new isolated machines names that base$/,
      )
      expect(await warning(newer, "--isolate")).toMatch(/24\.04$/)
      expect(await warning(old, "shared")).toMatch(/24\.04$/)
      await home.ok("model-config", "isolate-machines=true")
      expect(await warning(old, "as-model-says")).toBe(isolated)
      await home.ok("model-config", "isolated-base=ubuntu@20.04")
      expect(await warning(old, "claimed")).toMatch(/24\.04$/)
    } finally {
      await home.end()
    }
  })

  test("the first application of a model without isolated machines gets a note", async () => {
    const home = await CliHome.make()
    try {
      home.isTerminal = true
      const charm = await shellCharm(home.dir, "installer", "true")
      const [first, second] = [await home.run(["deploy", charm]), await home.run(["deploy", charm, "again"])]
      expect([first.err.includes("NOTE hooks are"), second.err.includes("NOTE")]).toEqual([true, false])
    } finally {
      await home.end()
    }
  })
})

test("where machines cannot be isolated, the reason is named before anything is added", async () => {
  expect(isolationObstacle("/var/lib/minijuju/models/m")).toMatch(
    isPossible ? /\/var.*MINIJUJU_HOME/ : /only/,
  )
})
