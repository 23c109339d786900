import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, expect, test } from "vitest"
import { at, CliHome } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

let home: CliHome
beforeEach(async () => {
  home = await CliHome.make()
})
afterEach(() => home.end(), 60_000)

const WEB = `case "$JUJU_DISPATCH_PATH" in
  hooks/config-changed|hooks/db-relation-changed)
    [ "$(config-get fail)" = True ] && exit 7
    value=$([ -n "$JUJU_RELATION_ID" ] && relation-get - "$JUJU_REMOTE_UNIT" | grep word)
    status-set active "port $(config-get port)\${value:+, $value}" ;;
  actions/greet)
    action-log "greeting \${JUJU_UNIT_NAME}"
    action-set greeting="hello $(action-get name)" ;;
  actions/refuse) action-fail "no" ;;
  actions/break) echo partly; exit 4 ;;
esac`
const WEB_FILES = `requires:\n  db: sql\n`
const DB = `[ "$JUJU_HOOK_NAME" = db-relation-created ] && relation-set word=sesame; status-set active`

async function charms(): Promise<{ web: string; db: string }> {
  const config =
    "options:\n  port:\n    type: int\n    default: 80\n  fail:\n    type: boolean\n    default: false\n"
  const actions =
    "greet:\n  params:\n    name:\n      type: string\n      default: you\nrefuse: {}\nbreak: {}\n"
  return {
    web: await shellCharm(home.dir, "web", WEB, WEB_FILES, {
      "config.yaml": config,
      "actions.yaml": actions,
    }),
    db: await shellCharm(home.dir, "db", DB, "provides:\n  db: sql\n"),
  }
}

test("deploy, integrate, config, status, show-unit, removal", { timeout: 120_000 }, async () => {
  const { web, db } = await charms()
  expect(await home.run(["deploy", web, "-n", "2", "--config", "port=81"])).toMatchObject({
    code: 0,
    out: "",
    err:
      "Added 'default' model on localhost/localhost with credential 'default' for user 'admin'\n" +
      'Located local charm "web", revision 0\n' +
      'Deploying "web" from local charm "web", revision 0 on ubuntu@24.04/stable\n',
  })
  await home.ok("deploy", db, "store")
  await home.ok("integrate", "web", "store")
  await home.until("web/1", "active: port 81, word: sesame")

  const status = await home.json("status")
  expect(at(status, "model")).toMatchObject({
    name: "default",
    type: "iaas",
    controller: "minijuju",
    cloud: "localhost",
  })
  expect(at(status, "machines", "0")).toMatchObject({ "juju-status": { current: "started" } })
  expect(at(status, "applications", "web")).toMatchObject({
    charm: "local:web-0",
    base: { name: "ubuntu", channel: "24.04" },
    relations: { db: [{ "related-application": "store", interface: "sql", scope: "global" }] },
    units: { "web/0": { leader: true, machine: "0" }, "web/1": { machine: "1" } },
  })
  expect(await home.json("status", "store")).not.toHaveProperty("applications.web")
  expect(await home.ok("status", "--relations")).toMatch(/store:db +web:db +sql +regular/)

  const unit = at(await home.json("show-unit", "web/0"), "web/0")
  expect(unit).toMatchObject({ leader: true, life: "alive", machine: "0", charm: "local:web-0" })
  expect(at(unit, "relation-info", "0")).toMatchObject({
    endpoint: "db",
    "local-unit": { "in-scope": false, data: null },
    "related-units": { "store/0": { "in-scope": true, data: { word: "sesame" } } },
  })

  await home.ok("config", "web", "port=8080")
  await home.until("web/0", "active: port 8080")
  expect(await home.ok("config", "web", "port")).toBe("8080\n")
  expect(at(await home.json("config", "web"), "settings", "port")).toMatchObject({
    value: 8080,
    source: "user",
    type: "int",
  })
  await home.ok("config", "web", "--reset", "port")
  expect(at(await home.json("config", "web"), "settings", "port")).toMatchObject({
    value: 80,
    source: "default",
  })

  await home.ok("add-unit", "web")
  await home.until("web/2", "active: port 80, word: sesame")
  expect((await home.run(["remove-unit", "web", "--num-units", "1"])).err).toBe(
    "ERROR --num-units for non k8s models not valid\n",
  )
  expect(await home.run(["remove-unit", "web/2", "--dry-run"])).toMatchObject({
    code: 0,
    out: "will remove unit web/2\n",
  })
  expect((await home.run(["remove-unit", "web/2"], ["n"])).code).toBe(1)
  expect((await home.run(["remove-unit", "web/2"], ["y"])).out).toBe("will remove unit web/2\n")
  while (at(await home.json("status"), "machines", "3") !== undefined) await sleep(50)
  await home.ok("remove-relation", "web", "store")
  expect(await home.ok("remove-application", "--no-prompt", "web", "store")).toBe(
    [
      "will remove application web",
      "- will remove unit web/0",
      "- will remove unit web/1",
      "will remove application store",
      "- will remove unit store/0\n",
    ].join("\n"),
  )
  while (Object.keys(Object(at(await home.json("status"), "applications"))).length > 0) await sleep(50)
  expect((await home.run(["status"])).err).toBe('\nModel "admin/default" is empty.\n')
})

test("actions and commands: results, logs, failures and exit codes", { timeout: 120_000 }, async () => {
  const { web } = await charms()
  await home.ok("deploy", web)
  await home.until("web/0", "active: port 80")
  const greet = await home.run(["run", "web/leader", "greet", "name=Ada", "--format", "json"])
  expect(greet.code).toBe(0)
  expect(at(JSON.parse(greet.out), "web/0")).toMatchObject({
    id: "2",
    status: "completed",
    unit: "web/0",
    results: { "return-code": 0, greeting: "hello Ada" },
    log: [expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC greeting web\/0$/)],
  })
  expect(greet.err).toEqual(
    expect.stringMatching(
      /^Running operation 1 with 1 task\n {2}- task 2 on unit-web-0\n\nWaiting for task 2...\n\d\d:\d\d:\d\d greeting web\/0\n\n$/,
    ),
  )
  expect((await home.run(["run", "web/0", "greet"])).out).toBe("greeting: hello you\n\n")

  const refused = await home.run(["run", "web/0", "refuse", "--format", "json"])
  expect(refused.code).toBe(0)
  expect(at(JSON.parse(refused.out), "web/0")).toMatchObject({ status: "failed", message: "no" })

  const broken = await home.run(["run", "web/0", "break", "--format", "json"])
  expect(broken.code).toBe(1)
  expect(at(JSON.parse(broken.out), "web/0", "results")).toEqual({ "return-code": 4, stdout: "partly\n" })
  expect(broken.err).toContain('ERROR the following task failed:\n - id "8" with return code 4\n')

  const unknown = await home.run(["run", "web/0", "dance", "--format", "json"])
  expect(unknown).toMatchObject({ code: 0, out: "" })
  expect(unknown.err).toContain("failed to schedule any tasks")

  expect((await home.run(["exec", "--unit", "web/0", "--", "is-leader"])).out).toBe("True\n")
  const failed = await home.run([
    "exec",
    "--format",
    "json",
    "--unit",
    "web/0",
    "--",
    "sh",
    "-c",
    "echo 'a b' >&2; exit 3",
  ])
  expect(failed.code).toBe(1)
  expect(at(JSON.parse(failed.out), "web/0")).toMatchObject({
    status: "completed",
    results: { "return-code": 3, stderr: "a b\n" },
  })
  const late = await home.run(["exec", "--unit", "web/0", "--wait", "100ms", "--", "sleep", "2"])
  expect(late).toMatchObject({ code: 1, out: "" })
  expect(late.err).toContain("ERROR timed out waiting for results from: unit web/0\n")
  expect(at(await home.json("show-task", "2"), "results", "greeting")).toBe("hello Ada")
})

test("a failed hook: status, log, resolve, wait-for", { timeout: 120_000 }, async () => {
  const { web } = await charms()
  await home.ok("deploy", web, "--config", "fail=true")
  const query = 'workload-status=="error"'
  await home.ok("wait-for", "unit", "web/0", "--query", query)
  expect(await home.statusOf("web/0")).toBe('error: hook failed: "config-changed"')
  expect(await home.ok("debug-log", "--replay", "--no-tail", "--level", "ERROR")).toMatch(
    /^unit-web-0: \d\d:\d\d:\d\d ERROR juju\.worker\.uniter\.operation hook "config-changed" \(via .*\) failed: exit status 7$/m,
  )
  await home.ok("config", "web", "fail=false")
  await home.ok("resolve", "web/0")
  expect((await home.run(["wait-for", "application", "web"])).err).toBe('Application "web" is running\n')
  const again = await home.run(["resolve", "web/0"])
  expect(again).toMatchObject({ code: 1, err: 'ERROR unit "web/0" is not in an error state\n' })
  const late = await home.run([
    "wait-for",
    "unit",
    "web/0",
    "--query",
    'status=="blocked"',
    "--timeout",
    "200ms",
  ])
  expect(late.code).toBe(1)
  expect(late.err).toContain('ERROR timed out waiting for "web/0" to reach goal state')
  expect((await home.run(["wait-for", "unit", "web/0", "--query", "forEach(x)"])).code).toBe(2)
})

test("models side by side", { timeout: 120_000 }, async () => {
  const { web } = await charms()
  const none = await home.run(["status"])
  expect(none.code).toBe(1)
  expect(none.err).toMatch(/^ERROR no model in focus\n/)
  await home.ok("add-model", "one")
  expect(await home.ok("switch")).toBe("minijuju:admin/one\n")
  await home.ok("add-model", "two", "--no-switch")
  await home.ok("deploy", web, "--model", "minijuju:admin/two")
  await home.ok("deploy", web, "other", "-m", "two")
  expect(at(await home.json("status"), "applications")).toEqual({})
  expect(Object.keys(Object(at(await home.json("status", "-m", "two"), "applications")))).toEqual([
    "other",
    "web",
  ])
  expect(await home.json("models")).toMatchObject({
    "current-model": "one",
    models: [{ "short-name": "one" }, { "short-name": "two", status: { current: "available" } }],
  })
  expect(await home.run(["add-model", "two"])).toMatchObject({ code: 1, out: "" })
  expect((await home.run(["switch", "two"])).err).toBe("minijuju:admin/one -> minijuju:admin/two\n")
  expect((await home.run(["destroy-model", "two"], ["one"])).code).toBe(1)
  expect((await home.run(["destroy-model", "two"], ["two"])).err).toContain("Model destroyed.\n")
  expect(await home.run(["status", "-m", "two"])).toMatchObject({
    code: 1,
    err: "ERROR model minijuju:admin/two not found\n",
  })
  expect(at(await home.json("show-model", "one"), "one")).toMatchObject({
    name: "admin/one",
    "model-type": "iaas",
  })
})

test.each([
  [["dance"], 2, '"dance" is not a minijuju command'],
  [["deploy"], 2, "no charm or bundle specified"],
  [["deploy", "postgresql"], 1, 'charm "postgresql" not found: minijuju downloads nothing'],
  [["info", "postgresql"], 2, "there is no charm store"],
  [["deploy", "./nothing.charm"], 1, 'cannot use charm "nothing.charm": there is no such file'],
  [["deploy", "./x.charm", "--bad"], 2, "option provided but not defined: --bad"],
  [["integrate", "a"], 2, "a relation must involve two applications"],
  [["status", "--format", "xml"], 2, 'unknown format "xml"'],
  [["status", "-m", "nope"], 1, "model minijuju:admin/nope not found"],
  [["add-model", "Bad_Name"], 1, '"Bad_Name" is not a valid name'],
  [["show-task", "x", "y"], 2, 'unrecognized args: ["y"]'],
])("%j says what is wrong on standard error", async (argv, code, message) => {
  const end = await home.run(argv)
  expect(end.code).toBe(code)
  expect(end.out).toBe("")
  expect(end.err).toMatch(/^ERROR /)
  expect(end.err).toContain(message)
})
