import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { ENGINES } from "../testing/engines.ts"
import { ask } from "../testing/servers.ts"
import { addressOf, Charms, LOOPBACK, statusOf } from "../testing/unit.ts"
import { findProgram } from "./haproxy/find-program.ts"

const charms = new Charms()
const [, haproxy] = ENGINES
const real = findProgram("haproxy")
const pathBefore = process.env.PATH
let root: string
let calls: string

/**
 * Simulates a machine without HAProxy: PATH has all programs of this machine except HAProxy and apt-get, and a folder for a test's own
 * programs.
 */
beforeAll(async () => {
  // Packed before PATH changes, because packing needs the machine's programs.
  charms.provider()
  charms.consumer()
  root = mkdtempSync(join(tmpdir(), "machine-"))
  for (const folder of ["sbin", "bin"]) mkdirSync(join(root, folder))
  const programs = new Map(
    ["/bin", "/usr/bin"].flatMap((dir) => readdirSync(dir).map((one) => [one, join(dir, one)])),
  )
  programs.set("node", process.execPath)
  for (const [name, file] of programs)
    if (!/^(apt|haproxy)/.test(name)) symlinkSync(file, join(root, "bin", name))
  calls = join(root, "calls")
  process.env.PATH = `${join(root, "sbin")}:${join(root, "bin")}`
})
afterAll(() => {
  process.env.PATH = pathBefore
  charms.remove()
  rmSync(root, { recursive: true, force: true })
})

/** A fake apt-get. @param script what it does after it has recorded its arguments */
function aptGet(script: string): void {
  rmSync(calls, { force: true })
  const text = `#!/bin/sh\necho "$DEBIAN_FRONTEND $*" >> ${calls}\n${script}\n`
  writeFileSync(join(root, "sbin", "apt-get"), text, { mode: 0o755 })
}

const INSTALL = "noninteractive -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends haproxy"
const UPDATE = "noninteractive -q -o DPkg::Lock::Timeout=300 update"
const called = () => readFileSync(calls, "utf8").trim().split("\n")

/** Failures of apt-get, and their message in the log. */
const OBSTACLES = [
  {
    what: "fails",
    script: 'echo "E: Unable to fetch some archives" >&2; exit 100',
    reason: "E: Unable to fetch some archives",
  },
  {
    what: "may not, because the charm is not root",
    script:
      'echo "E: Could not open lock file - open (13: Permission denied)" >&2; echo "E: Unable to acquire the dpkg frontend lock, are you root?" >&2; exit 100',
    reason: "E: Unable to acquire the dpkg frontend lock, are you root?",
  },
  { what: "is not there", script: undefined, reason: "this machine has no apt-get" },
]
const MISSING = "HAProxy is not installed: run apt-get install haproxy, or set the option engine to embedded"

describe("the install hook", { timeout: 240_000 }, () => {
  test.each(OBSTACLES)(
    "where apt-get $what, reports what is missing, and serves with the embedded engine if the option allows it",
    async ({ script, reason }) => {
      if (script === undefined) rmSync(join(root, "sbin", "apt-get"), { force: true })
      else aptGet(script)
      await using model = await charms.model()
      const log: string[] = []
      model.listen((event) => {
        if (event.type === "log") log.push(event.message)
      })
      await model.deploy(charms.provider(), { config: { ...LOOPBACK, engine: "haproxy" } })
      await model.deploy(charms.consumer(), { config: { port: 18080 } })
      model.integrate("web-server", "haproxy-lb")
      await model.settle()
      expect(statusOf(model, "haproxy-lb/0")).toBe(`blocked ${MISSING}`)
      expect(log).toContain(`HAProxy could not be installed: ${reason}`)
      if (script !== undefined) expect(called()).toEqual([INSTALL, UPDATE])
      // No capabilities are announced while it is unknown what the unit supports.
      expect(model.relations("web-server")[0]?.databags["haproxy-lb"]?.capabilities).toBe("{}")
      expect(statusOf(model, "web-server/0")).toMatch(/^waiting/)
      model.config("haproxy-lb", { engine: "auto" })
      await model.settle()
      expect(statusOf(model, "haproxy-lb/0")).toBe(
        `active 1 load balancer by the embedded balancer; ${MISSING}`,
      )
      expect(await ask(`http://${addressOf(model, "haproxy-lb/0")}:18080/`)).toBe("web-server/0\n")
    },
  )

  test.skipIf(haproxy.absent)(
    "installs Debian's package, after apt-get update if necessary, and HAProxy balances",
    async () => {
      const program = join(root, "sbin", "haproxy")
      const script = `
      case "$*" in
        *update) touch ${root}/lists ;;
        *) test -e ${root}/lists || { echo "E: Unable to locate package haproxy" >&2; exit 100; }
           ln -s ${real} ${program} ;;
      esac`
      aptGet(script)
      await using model = await charms.model()
      await model.deploy(charms.provider(), { config: { ...LOOPBACK, engine: "auto" } })
      await model.deploy(charms.consumer(), { config: { port: 18080 } })
      model.integrate("web-server", "haproxy-lb")
      await model.settle()
      expect(called()).toEqual([INSTALL, UPDATE, INSTALL])
      expect(statusOf(model, "haproxy-lb/0")).toBe("active 1 load balancer by HAProxy")
      expect(await ask(`http://${addressOf(model, "haproxy-lb/0")}:18080/`)).toBe("web-server/0\n")
      // The second unit finds HAProxy installed and does not call apt-get.
      model.addUnits("haproxy-lb", 1)
      await model.settle()
      expect(called().length).toBe(3)
      model.removeApplication("haproxy-lb")
      await model.settle()
      await charms.noneLeft()
      rmSync(program)
    },
  )
})
