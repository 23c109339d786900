import { execFile } from "node:child_process"
import { once } from "node:events"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { Model } from "../src/index.ts"
import { shellCharm } from "./shell-charm.ts"

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "mj-"))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

/**
 * A database whose process outlives the start hook. As soon as the test creates the file `promote`, it calls the charm
 * back, as those of database charms do when their cluster changes.
 */
const DATABASE = `case "$JUJU_DISPATCH_PATH" in
  hooks/start)
    setsid sh -c '
      unset JUJU_CONTEXT_ID
      while [ ! -e promote ]; do sleep 0.05; done
      juju-exec -u "$JUJU_UNIT_NAME" "JUJU_DISPATCH_PATH=hooks/topology_change ./dispatch"
      echo $? > promoted
    ' > /dev/null 2>&1 < /dev/null & ;;
  hooks/topology_change)
    for id in $(relation-ids db); do relation-set -r "$id" primary="$JUJU_UNIT_NAME"; done
    status-set active "primary, no hook: '$JUJU_HOOK_NAME'" ;;
esac`
const CLIENT = `case "$JUJU_DISPATCH_PATH" in
  hooks/db-relation-changed) status-set active "uses $(relation-get primary "$JUJU_REMOTE_UNIT")" ;;
esac`

test("a charm's own process comes back to its unit through juju-exec", { timeout: 60_000 }, async () => {
  await using model = await Model.start({ dir, updateStatusIntervalMs: 0, retry: { enabled: false } })
  const ran: string[] = []
  model.listen((event) => {
    if (event.type === "hook-started" && event.unit === "database/0") ran.push(event.hook)
  })
  await model.deploy(await shellCharm(dir, "database", DATABASE, "provides:\n  db: db\n"))
  await model.deploy(await shellCharm(dir, "client", CLIENT, "requires:\n  db: db\n"), { units: 2 })
  const id = model.integrate("client", "database")
  await model.settle()
  const [folder = ""] = readdirSync(dir).filter((name) => name.startsWith("minijuju-"))
  const charmDir = join(dir, folder, "agents/unit-database-0/charm")
  writeFileSync(join(charmDir, "promote"), "")
  const message = (unit: string) =>
    model.status().applications[unit.split("/")[0] ?? ""]?.units[unit]?.["workload-status"].message
  await model.waitFor("the client", () => message("client/0") === "uses database/0")
  expect(message("database/0")).toBe("primary, no hook: ''")
  await expect.poll(() => existsSync(join(charmDir, "promoted"))).toBe(true)
  expect(readFileSync(join(charmDir, "promoted"), "utf8")).toBe("0\n")
  expect(ran.filter((hook) => hook === "run-commands")).toHaveLength(1)

  const program = join(dir, folder, "tools/juju-exec")
  const call = async (args: readonly string[], env: Record<string, string> = {}) => {
    const child = execFile(program, args, { env: { PATH: "/usr/bin:/bin", ...env } })
    let [out, err] = ["", ""]
    child.stdout?.on("data", (text) => {
      out += text
    })
    child.stderr?.on("data", (text) => {
      err += text
    })
    const [code] = await once(child, "close")
    return [code, out, err]
  }
  const failure = (code: number, message: string) => [code, "", `ERROR ${message}\n`]

  // Units by name, by tag, of the calling process; one argument and several; the commands' own exit code.
  expect(await call(["database/0", "echo", "a b", "-u"])).toEqual([0, "a b -u\n", ""])
  expect(await call(["unit-database-0", "echo $JUJU_UNIT_NAME; echo x >&2; exit 4"])).toEqual([
    4,
    "database/0\n",
    "x\n",
  ])
  expect(await call(["is-leader"], { JUJU_UNIT_NAME: "client/0" })).toEqual([0, "True\n", ""])
  expect(await call(["-u", "", "--", "unit-get", "private-address"])).toEqual(failure(2, "no unit"))
  expect(await call(["hostname"])).toEqual(failure(2, '"hostname" is not a valid tag'))
  expect(await call([])).toEqual(failure(2, "missing unit-name"))
  expect(await call(["database/0"])).toEqual(failure(2, "missing commands"))
  expect(await call(["--no-context", "echo $1 here"])).toEqual([0, "here\n", ""])
  expect(await call(["--no-context", "--", "echo", "a  b"])).toEqual([0, "a  b\n", ""])
  expect(await call(["-u", "database/0", "--no-context", "true"])).toEqual(
    failure(2, '-no-context cannot be passed with an explicit unit-name (-u "database/0")'),
  )
  expect(await call(["database/9", "true"])).toEqual(
    failure(1, 'unit "database/9" not found on this machine'),
  )

  // The unit of a process that outlives it.
  await model.deploy(await shellCharm(dir, "brief", "status-set active here"))
  await model.settle()
  expect(await call(["true"], { JUJU_UNIT_NAME: "brief/0" })).toEqual([0, "", ""])
  model.removeUnit("brief/0")
  await model.settle()
  const gone = { JUJU_UNIT_NAME: "brief/0" }
  expect(await call(["true"], gone)).toEqual(failure(2, '"true" is not a valid tag'))
  expect(await call(["brief/0", "true"], gone)).toEqual(
    failure(1, 'unit "brief/0" not found on this machine'),
  )

  // The context of a relation.
  const show = "echo $JUJU_RELATION_ID $JUJU_REMOTE_APP $JUJU_REMOTE_UNIT; relation-ids; action-get"
  expect(await call(["--relation", `db:${id}`, "client/0", show])).toEqual([
    1,
    `db:${id} database database/0\ndb:${id}\n`,
    "ERROR not running an action\n",
  ])
  expect(await call(["-r", String(id), "database/0", "true"])).toEqual(
    failure(1, "ambiguous remote unit; possibilities are [client/0 client/1]"),
  )
  expect(
    await call(["-r", `${id}`, "--remote-unit", "client/1", "database/0", "relation-get ingress-address"]),
  ).toEqual([0, expect.stringMatching(/^127\./), ""])
  expect(await call(["-r", "7", "database/0", "true"])).toEqual(failure(1, "unknown relation id: 7"))
  expect(await call(["-r", "x", "database/0", "true"])).toEqual(failure(1, "invalid relation id"))
  expect(await call(["-r", `${id}`, "--remote-unit", "client/5", "database/0", "true"])).toEqual(
    failure(1, "unknown remote unit client/5; possibilities are [client/0 client/1]"),
  )
  expect(await call(["--remote-unit", "client/1", "database/0", "true"])).toEqual(
    failure(1, "remote unit: client/1, provided without a relation"),
  )
  const forced = ["-r", `${id}`, "--force-remote-unit", "--remote-unit", "client/5", "database/0"]
  expect(await call([...forced, "echo $JUJU_REMOTE_UNIT"])).toEqual([0, "client/5\n", ""])

  // A hook that waited for its own unit would never end; writes count whatever the exit code; the leader's checks hold.
  const nested = await model.exec("database/0", "juju-exec database/0 true")
  expect(nested.results.stderr).toMatch(
    /^ERROR juju-exec cannot be called from within a hook, have context "database\/0-juju-exec-\w+"\n$/,
  )
  expect(await call(["-r", `${id}`, "client/0", "relation-set kept=yes; exit 3"])).toEqual([3, "", ""])
  expect(await call(["database/0", `relation-get -r ${id} kept client/0`])).toEqual([0, "yes\n", ""])
  expect(await call(["client/1", `relation-set -r ${id} --app a=b`])).toEqual([
    1,
    "",
    expect.stringMatching(/^ERROR /),
  ])

  model.removeApplication("database")
  await model.settle()
  expect(await call(["database/0", "true"])).toEqual(
    failure(1, 'unit "database/0" not found on this machine'),
  )
})
