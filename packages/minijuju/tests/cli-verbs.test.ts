// Commands of operators and test suites that change or show single settings.
import { existsSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
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

const SCRIPT = `case "$JUJU_DISPATCH_PATH" in
  hooks/start) open-port 8080; status-set active ready ;;
  hooks/config-changed) echo changed >> changes ;;
esac`
const ENDPOINTS = "provides:\n  web: http\nrequires:\n  db: db\nextra-bindings:\n  admin:\n"
const KEY = `ssh-ed25519 ${"A".repeat(40)} ada@example`

const end = async (...argv: string[]) => {
  const { code, out, err } = await home.run(argv)
  return [code, out, err]
}
const refused = (code: number, message: string) => [code, expect.anything(), `ERROR ${message}\n`]

test("settings that are shown: expose, trust, constraints, bindings, keys; they outlive the process", {
  timeout: 90_000,
}, async () => {
  const charm = await shellCharm(home.dir, "app", SCRIPT, ENDPOINTS)
  const options = ["--trust", "--constraints", "mem=2G cores=2", "--bind", "alpha db=alpha"]
  expect(await end("deploy", charm, "--bind", "public")).toEqual([
    1,
    "",
    expect.stringContaining('space "public" not found'),
  ])
  expect(await end("deploy", charm, "--constraints", "memory=2G")).toEqual([
    1,
    "",
    expect.stringContaining('unknown constraint "memory"'),
  ])
  await home.ok("deploy", charm, ...options)
  await home.until("app/0", "active: ready")

  expect(await home.ok("config", "app", "trust")).toBe("true\n")
  const trust = async () => at(await home.json("config", "app"), "application-config", "trust", "value")
  const charmDir = join(home.home, "models/default/agents/unit-app-0/charm")
  const changes = () => readFileSync(join(charmDir, "changes"), "utf8").trim().split("\n").length
  expect(changes()).toBe(1)
  await home.ok("trust", "app", "--remove")
  expect(await trust()).toBe(false)
  await expect.poll(changes).toBe(2)
  await home.ok("config", "app", "trust=true")
  expect(await trust()).toBe(true)
  await home.ok("config", "app", "--reset", "trust")
  expect(await trust()).toBe(false)
  expect(await end("trust", "nothing")).toEqual(refused(1, 'application "nothing" not found'))

  const exposed = async () => at(await home.json("status"), "applications", "app", "exposed-endpoints")
  expect(await exposed()).toBeUndefined()
  await home.ok("expose", "app", "--endpoints", "web,admin", "--to-cidrs", "10.0.0.0/24")
  await home.ok("expose", "app")
  expect(await exposed()).toEqual({
    "": { "expose-to-cidrs": ["0.0.0.0/0", "::/0"] },
    web: { "expose-to-cidrs": ["10.0.0.0/24"] },
    admin: { "expose-to-cidrs": ["10.0.0.0/24"] },
  })
  await home.ok("unexpose", "app", "--endpoints", "web,admin")
  expect(await end("expose", "app", "--endpoints", "nope")).toEqual(refused(1, 'endpoint "nope" not found'))
  expect(await end("expose", "app", "--to-spaces", "dmz")).toEqual(refused(1, 'space "dmz" not found'))
  expect(await home.ok("status")).toMatch(/^app +active +1 +app +\d+ +yes/m)

  expect(await home.ok("constraints", "app")).toBe("cores=2 mem=2048M\n")
  await home.ok("set-constraints", "app", "mem=512", "tags=a,b", "arch=amd64")
  expect(await home.json("constraints", "app")).toEqual({ arch: "amd64", mem: 512, tags: ["a", "b"] })
  for (const [text, reason] of [
    ["mem", 'malformed constraint "mem"'],
    ["mem=big", 'bad "mem" constraint: must be a non-negative float with optional M/G/T/P suffix'],
    ["cores=-1", 'bad "cores" constraint: must be a non-negative integer'],
    ["arch=vax", 'bad "arch" constraint: "vax" not recognized'],
  ] as const)
    expect(await end("set-constraints", "app", text)).toEqual(refused(2, reason))
  await home.ok("set-model-constraints", "cores=8")
  expect(await home.ok("model-constraints")).toBe("cores=8\n")

  expect(await end("bind", "app", "alpha", "web=alpha")).toEqual([0, "", ""])
  expect(await end("bind", "app", "web=other")).toEqual(refused(1, 'space "other" not found'))
  expect(await end("bind", "app", "nope=alpha")).toEqual(refused(1, 'endpoint "nope" not found'))
  expect(await end("bind", "app")).toEqual(refused(1, "no bindings specified"))
  expect(at(await home.json("spaces"), "spaces")).toMatchObject([{ name: "alpha" }])
  expect(await end("scale-application", "app", "2")).toEqual(
    refused(1, 'Juju command "scale-application" only supported on k8s container models'),
  )

  await home.ok("add-ssh-key", KEY)
  expect((await home.run(["add-ssh-key", KEY, "junk"])).err).toBe(
    `cannot add key ${JSON.stringify(KEY)}: duplicate ssh key: ${KEY}\ncannot add key "junk": invalid ssh key: junk\n`,
  )
  await home.killDaemon()
  expect(await home.ok("ssh-keys", "--full")).toBe(`Keys used in model: admin/default\n${KEY}\n`)
  expect(await home.ok("model-constraints")).toBe("cores=8\n")
  expect(await home.json("show-application", "app")).toEqual({
    app: {
      charm: "app",
      base: "ubuntu@24.04",
      constraints: { arch: "amd64", mem: 512, tags: ["a", "b"] },
      principal: true,
      exposed: true,
      "exposed-endpoints": { "": { "expose-to-cidrs": ["0.0.0.0/0", "::/0"] } },
      remote: false,
      life: "alive",
      "endpoint-bindings": { "": "alpha", web: "alpha", db: "alpha", admin: "alpha" },
    },
  })
  await home.ok("remove-ssh-key", "ada@example")
  // What a command accepts without effect, it says; what add-model sets is set, or there is no model.
  const ignored = await home.run([
    "deploy",
    charm,
    "other",
    "-n0",
    "--force",
    "--series=noble",
    "--channel=edge",
  ])
  expect(ignored.err.split("\n").filter((line) => line.startsWith("WARNING"))).toEqual([
    "WARNING --force has no effect on minijuju",
    "WARNING --series has no effect on minijuju",
    "WARNING --channel has no effect on a charm that is a file",
  ])
  await home.ok("refresh", "other", "--path", charm, "--trust")
  expect(await home.ok("config", "other", "trust")).toBe("true\n")
  await home.ok("add-model", "--no-switch", "m", "--config", "update-status-hook-interval=7m")
  expect(await home.ok("model-config", "-m", "m", "update-status-hook-interval")).toBe("7m\n")
  expect((await home.run(["add-model", "bad", "--config", "update-status-hook-interval=x"])).code).toBe(1)
  expect((await home.run(["show-model", "bad"])).code).toBe(1)
  expect(await end("ssh-keys")).toEqual([0, "", "No keys to display.\n"])
  expect((await home.run(["show-application", "app", "nope"])).err).toBe(
    'ERROR application "nope" not found\n',
  )
  await home.ok("unexpose", "app")
  expect(await exposed()).toBeUndefined()
})

test("what is shown of the session, the status in brief, past statuses; scp", {
  timeout: 90_000,
}, async () => {
  const charm = await shellCharm(home.dir, "app", SCRIPT)
  expect(await home.ok("whoami")).toBe(
    "Controller:  minijuju\nModel:       <no-current-model>\nUser:        admin\n",
  )
  await home.ok("deploy", charm, "-n", "2")
  await home.until("app/0", "active: ready")
  await home.until("app/1", "active: ready")
  while (!(await home.ok("status")).match(/app\/0\S* +active +idle[\s\S]*app\/1\S* +active +idle/))
    await sleep(20)
  expect(await home.json("whoami")).toEqual({ controller: "minijuju", model: "default", user: "admin" })
  expect(await home.json("users")).toMatchObject([{ "user-name": "admin" }])
  expect(Object.keys(Object(await home.json("clouds")))).toEqual(["localhost"])
  expect(at(await home.json("show-controller"), "minijuju", "models", "default")).toMatchObject({
    "machine-count": 2,
  })
  expect((await home.run(["show-controller", "other"])).code).toBe(1)

  const lines = /^- app\/0: 127\.\S+ \(agent:idle, workload:active\) 8080\/tcp\n- app\/1: /
  for (const format of ["line", "oneline", "short"])
    expect(await home.ok("status", "--format", format)).toMatch(lines)
  expect(await home.ok("status", "--format", "summary")).toBe(`Running on subnets:  127.0.0.0/8
 Utilizing ports:    8080/tcp
      # Machines:  (2)
         started:   2

         # Units:  (2)
          active:   2

  # Applications:  (1)
              app  0/1  exposed

        # Remote:  (0)
`)

  const log = await home.ok("show-status-log", "app/0", "-n", "100")
  expect(log).toMatch(/^Time +Type +Status +Message\n/)
  const steps = log
    .split("\n")
    .slice(1)
    .map((line) => line.replace(/^.*?Z? {2}(?=workload|juju-unit)/, ""))
  for (const [kind, current, message] of [
    ["workload", "waiting", "waiting for machine"],
    ["juju-unit", "executing", "running install hook"],
    ["workload", "active", "ready"],
    ["juju-unit", "idle", ""],
  ] as const)
    expect(steps).toContainEqual(
      expect.stringMatching(new RegExp(`^${kind} +${current}${message === "" ? "" : ` +${message}`}$`)),
    )
  expect(at(await home.json("show-status-log", "app/0", "--type", "workload", "-n", "1"), "0")).toMatchObject(
    {
      status: "active",
      message: "ready",
      type: "workload",
    },
  )
  expect(await end("show-status-log", "app/9")).toEqual(refused(1, "no status history available"))
  expect(await end("show-status-log", "app")).toEqual(refused(1, '"app" is not a valid name for a unit'))
  expect(await end("show-status-log", "app/0", "--type", "x")).toEqual(
    refused(2, 'unexpected status type "x"'),
  )

  const local = (name: string) => join(home.dir, name)
  writeFileSync(local("a.txt"), "hello")
  mkdirSync(local("folder"))
  writeFileSync(local("folder/b.txt"), "b")
  await home.ok("scp", local("a.txt"), "app/0:")
  await home.ok("scp", "ubuntu@app/0:a.txt", "app/leader:copy.txt")
  await home.ok("scp", "-r", local("folder"), "1:kept")
  await home.ok("scp", "--", "-r", "app/1:kept", local("back"))
  expect(existsSync(local("back/b.txt"))).toBe(true)
  // As jubilant calls them: OpenSSH's options before the host, behind it and behind "--", and a machine as the host.
  const read = async (line: string) => String((await home.shell(`minijuju ssh ${line}`)).out)
  expect(await read("-i key app/0 'cat a.txt copy.txt'")).toBe("hellohello")
  expect(await read("app/0 -i key 'cat a.txt'")).toBe("hello")
  expect(await read("ubuntu@0 -o BatchMode=yes 'cat a.txt'")).toBe("hello")
  await home.ok("scp", "--", "-r", "-i", "key", "app/0:a.txt", "app/0:other.txt")
  expect(await read("app/0 'cat other.txt'")).toBe("hello")
  // Links are followed, and -p keeps times.
  symlinkSync("a.txt", local("link"))
  utimesSync(local("a.txt"), 1_000_000_000, 1_000_000_000)
  await home.ok("scp", "-p", local("link"), "app/0:linked")
  expect(await read("app/0 'cat linked; stat -c %F%Y linked'")).toBe("helloregular file1000000000\n")
  expect(await end("scp", "app/0:none", ".")).toEqual(
    refused(1, "scp: app/0:none: No such file or directory"),
  )
  expect(await end("scp", "app/1:kept", local("other"))).toEqual(
    refused(1, "scp: app/1:kept: not a regular file"),
  )
  expect(await end("scp", "app/7:x", ".")).toEqual(refused(1, 'unit "app/7" not found'))
  expect(await end("scp", "x")).toEqual(refused(2, "at least two arguments required"))
})
