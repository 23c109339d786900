// Details of the command line in which Juju was compared with minijuju (see tests/conformance).
import { execFile } from "node:child_process"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, expect, test } from "vitest"
import { at, CliHome } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

let home: CliHome
beforeEach(async () => {
  home = await CliHome.make({ MINIJUJU_RETRY_DELAY: "0" })
})
afterEach(() => home.end())

const CONFIG = { "config.yaml": "options:\n  word: { type: string, default: one }\n" }
const BREAKS = `case "$JUJU_HOOK_NAME" in start) status-set active "$(config-get word)" ;; config-changed) [ "$(config-get word)" != bad ] ;; stop) false ;; esac`

test("--force removes a unit whose hooks fail", async () => {
  const charm = await shellCharm(home.dir, "app", BREAKS, "", CONFIG)
  await home.ok("deploy", charm)
  await home.until("app/0", "active: one")
  await home.ok("config", "app", "word=bad")
  await home.until("app/0", 'error: hook failed: "config-changed"')
  await home.ok("remove-unit", "--no-prompt", "--force", "app/0")
  const units = async () => at(await home.json("status"), "applications", "app", "units")
  while ((await units()) !== undefined) await sleep(50)
  await home.ok("remove-application", "--no-prompt", "app")
})

test("status patterns, a folder instead of a charm, --no-tail with --lines, an empty object for programs", async () => {
  const charm = await shellCharm(home.dir, "app", "true", "", CONFIG)
  for (const name of ["web-one", "web-two", "db"]) await home.ok("deploy", charm, name)
  const shown = async (...patterns: string[]) =>
    Object.keys(Object(at(await home.json("status", ...patterns), "applications"))).sort()
  expect(await shown("web-*")).toEqual(["web-one", "web-two"])
  expect(await shown("web-*/0", "d?")).toEqual(["db", "web-one", "web-two"])
  expect(await shown("w.*")).toEqual([])
  expect((await home.run(["status", "none"])).err).toBe("Nothing matched specified filter.\n")
  expect((await home.run(["status", "no", "none"])).err).toBe("Nothing matched specified filters.\n")
  await home.ok("add-unit", "db")
  const units = async (...patterns: string[]) => {
    const status = await home.json("status", ...patterns)
    return [
      Object.keys(Object(at(status, "applications", "db", "units"))),
      Object.keys(Object(at(status, "machines"))),
    ]
  }
  const both = [
    ["db/0", "db/1"],
    ["2", "3"],
  ]
  for (const [pattern, wanted] of [
    ["db", both],
    ["db/*", both],
    ["db/1", [["db/1"], ["3"]]],
    ["db/leader", [["db/0"], ["2"]]],
    ["3", [["db/1"], ["3"]]],
  ] as const)
    expect(await units(pattern)).toEqual(wanted)
  expect(await home.run(["exec", "--all", "-u", "db/0", "--", "true"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("You cannot specify --all and individual units"),
  })
  await home.ok("expose", "web-one")
  await home.ok("exec", "--unit", "web-two/0", "--", "open-port", "80-90/tcp")
  for (const [patterns, wanted] of [
    [["exposed"], ["web-one"]],
    [
      ["not", "exposed"],
      ["db", "web-two"],
    ],
    [["unknown"], ["db", "web-one", "web-two"]],
    [["blocked"], []],
    [["85/tcp"], ["web-two"]],
    [["85/udp"], []],
    [["127.0.0.0/8"], ["db", "web-one", "web-two"]],
    [["127.0.0.0/33"], []],
    [["127.0.0.1/"], []],
  ] as const)
    expect(await shown(...patterns)).toEqual(wanted)
  for (const folder of [home.dir, "."])
    expect(await home.run(["deploy", folder])).toMatchObject({
      code: 1,
      err: expect.stringContaining("is a folder: pack it first, and deploy the .charm"),
    })
  expect((await home.run(["debug-log", "--no-tail", "--lines", "5"])).code).toBe(2)
  expect(await home.run(["show-unit", "db/9"])).toMatchObject({ code: 1, out: "{}\n" })
  expect(await home.run(["config", "db", "word=1", "no=2", "--format", "json"])).toMatchObject({
    code: 1,
    out: "{}\n",
    err: 'ERROR unknown option "no"\n',
  })
  expect(await home.run(["actions", "nothing"])).toMatchObject({ code: 1, out: "" })
})

test("a second deployment of a charm has the next revision; refresh keeps to the charm's name", async () => {
  const charm = await shellCharm(home.dir, "app", "true")
  const other = await shellCharm(home.dir, "other", "true")
  await home.ok("deploy", charm, "one")
  expect((await home.run(["deploy", charm, "two"])).err).toContain('local charm "app", revision 1')
  expect(await home.run(["refresh", "two", "--path", other])).toMatchObject({
    code: 1,
    err: 'ERROR cannot refresh "app" to "other"\n',
  })
  expect((await home.run(["refresh", "two", "--path", charm])).err).toBe(
    'Added local charm "app", revision 2, to the model\n',
  )
  expect(await home.run(["refresh", "two", "--path", "./none.charm"])).toMatchObject({
    code: 1,
    err: 'ERROR "./none.charm": file does not exist\n',
  })
})

const [OLD, WIDER] = ["old", "wider"].map(
  (name) => `provides: { web: { interface: http } }\nrequires: { ${name}: { interface: db } }\n`,
)

test("refresh says what it binds; a refused charm has used up its revision", async () => {
  await home.ok("deploy", await shellCharm(home.dir, "app", "true", OLD))
  const wider = await shellCharm(home.dir, "app", "true", WIDER)
  expect((await home.run(["refresh", "app", "--path", wider])).err).toBe(
    'Added local charm "app", revision 1, to the model\nadding endpoint "wider" to default space "alpha"\nno change to endpoint in space "alpha": web\n',
  )
  await home.ok(
    "deploy",
    await shellCharm(home.dir, "other", "true", "requires: { site: { interface: http } }\n"),
  )
  await home.ok("integrate", "app:web", "other:site")
  const breaking = await shellCharm(home.dir, "app", "true")
  expect(await home.run(["refresh", "app", "--path", breaking])).toMatchObject({
    code: 1,
    err: 'Added local charm "app", revision 2, to the model\nERROR cannot upgrade application "app" to charm "app": would break relation "other:site app:web"\n',
  })
  const again = await shellCharm(home.dir, "app", "true", WIDER)
  expect((await home.run(["refresh", "app", "--path", again])).err).toBe(
    'Added local charm "app", revision 3, to the model\nno change to endpoints in space "alpha": web, wider\n',
  )
})

test("Juju 4.0 refuses to refresh to a charm with a new endpoint", async () => {
  await home.ok("--juju", "4.0", "deploy", await shellCharm(home.dir, "app", "true", OLD))
  const wider = await shellCharm(home.dir, "app", "true", WIDER)
  expect(await home.run(["refresh", "app", "--path", wider])).toMatchObject({
    code: 1,
    err: 'Added local charm "app", revision 1, to the model\nERROR setting application "app" charm: one or more of the provided endpoints "juju-info, web, wider" do not exist\n',
  })
})

test("refresh drops an option whose type has changed", async () => {
  const number = { "config.yaml": "options:\n  word: { type: int, default: 1 }\n" }
  await home.ok("deploy", await shellCharm(home.dir, "app", "true", "", CONFIG))
  await home.ok("config", "app", "word=two")
  await home.ok("refresh", "app", "--path", await shellCharm(home.dir, "app", "true", "", number))
  expect(await home.ok("config", "app", "word")).toBe("1\n")
})

test("a model of Juju 4.0 beside one of 3.6; another release is refused", async () => {
  await home.ok("add-model", "four", "--juju", "4.0")
  await home.ok("--juju", "3.6", "add-model", "three")
  const version = async (model: string) => at(await home.json("status", "-m", model), "model", "version")
  expect([await version("four"), await version("three")]).toEqual(["4.0.15", "3.6.28"])
  expect(await home.ok("--juju", "4.0", "--version")).toMatch(/^4\.0\.15-/)
  const controllers = await home.json("controllers", "--juju", "4.0")
  expect(at(controllers, "controllers", "minijuju", "agent-version")).toBe("4.0.15")
  expect((await home.run(["wait-for", "model", "four"])).code).toBe(2)
  expect((await home.run(["wait-for", "model", "three", "--timeout", "1s"])).code).not.toBe(2)
  expect(await home.run(["add-model", "five", "--juju", "5"])).toMatchObject({
    code: 2,
    err: expect.stringContaining('invalid value "5" for option --juju: expected 3.6 or 4.0'),
  })
})

test("--juju chooses the Juju of the model that deploy creates, and is refused for a model of another", async () => {
  const charm = await shellCharm(home.dir, "app", "true", "", CONFIG)
  home.env.MINIJUJU_JUJU = "3.6"
  await home.ok("--juju", "4.0", "deploy", charm)
  expect(at(await home.json("--juju=4.0", "status"), "model", "version")).toBe("4.0.15")
  const byState = await home.run(["--juju=4.0", "status", "unknown", "idle", "127.0.0.0/8"])
  expect(byState.err).toBe("Nothing matched specified filters.\n")
  const refused = {
    code: 1,
    err: expect.stringContaining('model "default" emulates Juju 4.0.15, not 3.6: leave out --juju'),
  }
  const lines = [
    ["deploy", charm, "b"],
    ["status"],
    ["show-model", "default"],
    ["switch", "default"],
    ["wait-for", "model", "default"],
    ["destroy-model", "--force", "--no-prompt", "default"],
    ["dashboard"],
  ]
  for (const line of lines) expect(await home.run(["--juju", "3.6", ...line])).toMatchObject(refused)
  expect(Object.keys(Object(at(await home.json("status"), "applications")))).toEqual(["app"])
})

test("MINIJUJU_JUJU is the caller's, also when the background process already runs", async () => {
  await home.ok("add-model", "three")
  home.env.MINIJUJU_JUJU = "4.0"
  await home.ok("add-model", "four")
  expect(await home.ok("version")).toMatch(/^4\.0\.15-/)
  expect(at(await home.json("status", "-m", "four"), "model", "version")).toBe("4.0.15")
  home.env.MINIJUJU_JUJU = "five"
  expect(await home.run(["add-model", "five"])).toMatchObject({
    code: 1,
    err: 'ERROR MINIJUJU_JUJU is "five": it must be 3.6 or 4.0\n',
  })
})

test("a file that only the caller can open: standard input, and <(…) of a shell", async () => {
  await home.ok("deploy", await shellCharm(home.dir, "app", "true", "", CONFIG))
  const program = [process.execPath, ...home.self]
  const child = execFile(
    "bash",
    ["-c", '"$@" config app --file <(echo "app: { word: from-a-pipe }")', "bash", ...program],
    { env: { ...home.env } },
  )
  const [code] = await once(child, "exit")
  expect(code).toBe(0)
  expect(await home.ok("config", "app", "word")).toBe("from-a-pipe\n")
})

test("options of Juju for lost connections are accepted; no message has a label", async () => {
  await home.ok("deploy", await shellCharm(home.dir, "app", "juju-log hello; status-set active ready"))
  await home.until("app/0", "active: ready")
  const status = await home.run([
    "status",
    "--retry-count",
    "5",
    "--retry-delay",
    "1s500ms",
    "--format",
    "json",
  ])
  expect(status).toMatchObject({ code: 0, err: "" })
  const bad = async (...argv: string[]) => (await home.run(argv)).err
  expect(await bad("status", "--retry-count", "many")).toContain(
    'invalid value "many" for option --retry-count: strconv.ParseInt: parsing "many": invalid syntax',
  )
  expect(await bad("status", "--retry-delay", "5")).toContain('time: invalid duration "5"')
  const log = (...argv: string[]) => home.ok("debug-log", "--replay", "--no-tail", ...argv)
  expect(await log("--exclude-label", "cmr", "--retry-delay", "1s")).toContain("hello")
  expect(await log("--include-label", "cmr")).toBe("")
})
