import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, expect, test } from "vitest"
import { CliHome } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

const homes: CliHome[] = []
afterEach(async () => {
  for (const home of homes.splice(0)) await home.end()
})

const LIMIT = { timeout: 120_000 }

/** Relates two applications whose hooks are recorded; the hooks named in `failing` fail. */
async function related(failing = "none"): Promise<{ home: CliHome; hooks: () => string[] }> {
  const home = await CliHome.make({ MINIJUJU_RETRY_DELAY: "3600" })
  homes.push(home)
  const file = join(home.dir, "hooks")
  const script = `[ "$JUJU_HOOK_NAME" = "${failing}" ] && exit 1\necho "$JUJU_UNIT_NAME $JUJU_HOOK_NAME" >> "${file}"\n`
  await home.ok("deploy", await shellCharm(home.dir, "web", script, "requires:\n  db: sql\n"), "-n", "2")
  await home.ok("deploy", await shellCharm(home.dir, "db", script, "provides:\n  db: sql\n"))
  await home.ok("integrate", "web", "db")
  const hooks = () => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [])
  const units = ["web/0", "web/1", "db/0"]
  while (!units.every((unit) => hooks().includes(`${unit} db-relation-changed`))) await home.ok("status")
  return { home, hooks }
}

test("destroy-model runs the broken, stop and remove hooks of every unit", LIMIT, async () => {
  const { home, hooks } = await related()
  const { code, err } = await home.run(["destroy-model", "default", "--no-prompt"])
  expect(code).toBe(0)
  expect(err).toMatch(
    /^Destroying model\nWaiting for model to be removed, 3 machine\(s\), 2 application\(s\)\n/,
  )
  expect(err).toMatch(/\nModel destroyed\.\n$/)
  for (const unit of ["web/0", "web/1", "db/0"]) {
    const last = hooks()
      .filter((line) => line.startsWith(`${unit} `))
      .slice(-3)
    expect(last).toEqual([`${unit} db-relation-broken`, `${unit} stop`, `${unit} remove`])
  }
  expect((await home.run(["status", "-m", "default"])).err).toContain("not found")
})

test(
  "a unit in error keeps it waiting: until the timeout, until it is resolved, or not at all with --force",
  LIMIT,
  async () => {
    const { home, hooks } = await related("stop")
    const timed = await home.run(["destroy-model", "default", "--no-prompt", "--timeout", "3s"])
    expect(timed.code).toBe(1)
    expect(timed.err).toMatch(/ERROR timed out waiting for the model to be removed: .*machine\(s\)/)
    expect(hooks().filter((line) => line.endsWith(" remove"))).toEqual([])
    await home.until("db/0", 'error: hook failed: "stop"')
    expect((await home.run(["destroy-model", "default", "--no-prompt", "--no-wait"])).code).toBe(2)
    const forced = await home.run(["destroy-model", "default", "--no-prompt", "--force", "--no-wait"])
    expect(forced).toMatchObject({ code: 0, err: "Destroying model\nModel destroyed.\n" })
    expect(hooks().filter((line) => line.endsWith(" remove"))).toEqual([])
  },
)
