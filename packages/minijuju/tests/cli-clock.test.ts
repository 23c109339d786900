import { afterEach, beforeEach, expect, test } from "vitest"
import { at, CliHome } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

/** The clock is a day ahead and a day behind alternately, at each call. */
const JUMPING = `
const Real = Date
let looks = 0
const now = () => Real.now() + (looks++ % 2 === 0 ? -1 : 1) * 86_400_000
globalThis.Date = class extends Real {
  constructor(...args) { args.length === 0 ? super(now()) : super(...args) }
  static now() { return now() }
}`

let home: CliHome
beforeEach(async () => {
  home = await CliHome.make({ MINIJUJU_RETRY_DELAY: "0.1" })
  const jumping = `data:text/javascript,${encodeURIComponent(JUMPING)}`
  home.self = ["--import", jumping, ...home.self]
})
afterEach(() => home.end(), 60_000)

test("a clock that jumps does not affect hooks, retries, waits and timeouts", {
  timeout: 120_000,
}, async () => {
  const script = `
n=$(state-get runs); state-set runs=$((\${n:-0} + 1))
[ "$JUJU_HOOK_NAME" = start ] && [ ! -e "${home.dir}/failed" ] && touch "${home.dir}/failed" && exit 1
case "$JUJU_HOOK_NAME" in talk-relation-changed) status-set active ;; esac
exit 0`
  await home.ok("deploy", await shellCharm(home.dir, "left", script, "provides:\n  talk: talk\n"))
  await home.ok("deploy", await shellCharm(home.dir, "right", script, "requires:\n  talk: talk\n"))
  await home.ok("integrate", "left", "right")
  await home.ok("wait-for", "unit", "right/0", "--timeout", "90s")
  await home.ok("wait-for", "unit", "left/0", "--timeout", "90s")
  const begun = performance.now()
  const late = await home.run([
    "wait-for",
    "unit",
    "left/0",
    "--query",
    'workload-status=="blocked"',
    "--timeout",
    "1s",
  ])
  expect(late).toMatchObject({ code: 1, err: expect.stringContaining("timed out") })
  expect(performance.now() - begun).toBeGreaterThan(900)
  expect((await home.run(["exec", "--unit", "left/0", "--", "state-get", "runs"])).out).toMatch(/^\d+\n$/)
  // After a restart the status has the same time as before.
  await home.ok("shutdown")
  const shown = await home.json("status")
  expect(at(shown, "applications", "left", "units", "left/0", "workload-status", "current")).toBe("active")
  await home.ok("destroy-model", "default", "--no-prompt", "--timeout", "60s")
})
