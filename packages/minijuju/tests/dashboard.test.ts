import { readdirSync } from "node:fs"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { at, CliHome, ended } from "./cli-home.ts"
import { deployWords, resetWords } from "./dashboard-charms.ts"
import { ask, DashboardProcess, firstEvent, type Message } from "./dashboard-process.ts"

const LIMIT = { timeout: 180_000 }
let home: CliHome
const running: DashboardProcess[] = []
afterEach(() => {
  for (const dashboard of running.splice(0)) dashboard.child.kill("SIGKILL")
})

/** Creates one home for a group of tests. */
async function makeHome(): Promise<void> {
  home = await CliHome.make({ MINIJUJU_RETRY_DELAY: "0" })
}

async function start(...flags: string[]): Promise<DashboardProcess> {
  const dashboard = await DashboardProcess.start(home, ...flags)
  running.push(dashboard)
  return dashboard
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Returns the databag's entry in a snapshot. */
function entry({ data }: Message, owner: string, key: string): unknown {
  const bags = list(at(data, "relations")).flatMap((relation) => list(at(relation, "bags")))
  const entries = bags.filter((bag) => at(bag, "owner") === owner).flatMap((bag) => list(at(bag, "entries")))
  return entries.find((one) => at(one, "key") === key)
}

describe("of an empty model", () => {
  beforeAll(makeHome)
  afterAll(() => home.end(), 60_000)

  test(
    "impossible requests are refused with the reason: no model, a used or invalid port",
    LIMIT,
    async () => {
      expect(await home.run(["dashboard"])).toMatchObject({
        code: 1,
        out: "",
        err: expect.stringContaining("no model in focus"),
      })
      expect(await home.run(["dashboard", "--port", "70000"])).toMatchObject({ code: 2, out: "" })
      await home.ok("add-model", "dev")
      const { url } = await start()
      const { port } = new URL(url)
      const taken = await home.run(["dashboard", "--port", port])
      expect(taken).toMatchObject({ code: 1, out: "" })
      expect(taken.err).toContain(`port ${port} is taken: choose another one with --port`)
      expect(await home.ok("dashboard", "--help")).toContain("dashboard --port 8080")
    },
  )

  test("a request without the token, with another host name or method is refused", LIMIT, async () => {
    const { url } = await start()
    const { origin, port, pathname } = new URL(url)
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/)
    const page = await ask(url)
    expect(page.status).toBe(200)
    expect(page.headers["content-security-policy"]).not.toContain("unsafe")
    expect(page.headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" })
    for (const path of [
      "/",
      "/events",
      "/x/events",
      `/${"x".repeat(32)}/`,
      pathname.slice(0, -1),
      "/main.js",
    ])
      expect((await ask(origin + path)).status, path).toBe(403)
    for (const host of [
      "evil.example",
      `evil.example:${port}`,
      "127.0.0.1",
      `127.0.0.1:${port}.evil.example`,
    ])
      expect((await ask(url, { headers: { host } })).status, host).toBe(403)
    expect((await ask(url, { headers: { host: `localhost:${port}` } })).status).toBe(200)
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "HEAD"]) {
      const { status, headers } = await ask(url, { method })
      expect([method, status, headers.allow]).toEqual([method, 405, "GET"])
    }
    for (const path of ["../package.json", "%2e%2e/package.json", "index.html", "nothing", "//main.js"])
      expect((await ask(`${origin}${pathname}${path}`)).status, path).not.toBe(200)
    expect((await ask(`${url}value?relation=x`)).status).toBe(400)
    expect((await ask(`${url}value?relation=7&owner=a&key=b`)).status).toBe(404)
  })

  test("every file that the page uses exists and is served by this server", LIMIT, async () => {
    const { url } = await start()
    const names = readdirSync(new URL("../src/dashboard/page/", import.meta.url))
    for (const name of names.filter((name) => name !== "index.html")) {
      const { status, body } = await ask(url + name)
      expect([name, status]).toEqual([name, 200])
      for (const [, used] of body.matchAll(/from "\.\/(.*?)"/g)) expect(names).toContain(used)
      expect(body.replace("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:\/\//)
    }
    const page = (await ask(url)).body
    for (const [, used] of page.matchAll(/(?:href|src)="([^#"]*)"/g)) expect(names).toContain(used)
  })
})

describe("of two related charms", () => {
  beforeAll(async () => {
    await makeHome()
    await deployWords(home)
  })
  beforeEach(() => resetWords(home), 60_000)
  afterAll(() => home.end(), 60_000)

  test("a change is sent at once, with its time and the hook that made it", LIMIT, async () => {
    const { url } = await start("-m", "default")
    const first = await firstEvent(url, ({ kind }) => kind === "model")
    expect(at(first.data, "model", "name")).toBe("default")
    expect(list(at(first.data, "applications")).map((application) => at(application, "name"))).toEqual([
      "front",
      "back",
    ])
    const leaders = list(at(first.data, "applications"))
      .flatMap((application) => list(at(application, "units")))
      .filter((unit) => at(unit, "leader") === true)
    expect(leaders.map((unit) => at(unit, "name"))).toEqual(["front/0", "back/0"])
    expect(list(at(first.data, "relations")).map((relation) => at(relation, "key"))).toEqual([
      "back:cluster",
      "front:words back:words",
    ])
    const wanted = (message: Message) => at(entry(message, "back", "status"), "value", "text") === "second"
    const changed = firstEvent(url, wanted)
    await home.ok("config", "back", "word=second")
    const change = at(entry(await changed, "back", "status"), "change")
    expect(change).toMatchObject({
      before: { text: "first", length: 5 },
      after: { text: "second", length: 6 },
      by: { unit: "back/0", hook: expect.stringMatching(/ hook\b/) },
    })
    // The named hook was running at that time.
    const running = ({ data }: Message) =>
      list(at(data, "runs")).find(
        (run) =>
          at(run, "unit") === "back/0" &&
          at(run, "hook") === at(change, "by", "hook") &&
          Number(at(run, "started")) <= Number(at(change, "at")) &&
          Number(at(run, "end", "at")) >= Number(at(change, "at")),
      )
    await firstEvent(url, (message) => running(message) !== undefined)
  })

  test("hooks have a start, an end and an outcome; a running hook is shown as running", LIMIT, async () => {
    const { url } = await start()
    const runsOf = ({ data }: Message, unit: string) =>
      list(at(data, "runs")).filter((run) => at(run, "unit") === unit)
    const unitOf = ({ data }: Message, name: string) =>
      list(at(data, "applications"))
        .flatMap((application) => list(at(application, "units")))
        .find((unit) => at(unit, "name") === name)
    await home.ok("config", "front", "word=hold")
    const held = await firstEvent(
      url,
      (message) => at(unitOf(message, "front/0"), "running", "hook") === "config-changed hook",
    )
    expect(at(unitOf(held, "front/0"), "running")).toMatchObject({ hook: "config-changed hook", attempt: 1 })
    expect(at(runsOf(held, "front/0").at(-1), "end")).toBeUndefined()
    await home.ok("exec", "--unit", "back/0", "--", "touch", `${home.dir}/go`)
    await home.until("front/0", "active: says hold")
    await home.ok("config", "front", "word=fail")
    await home.until("front/0", 'error: hook failed: "config-changed"')
    const failed = await firstEvent(
      url,
      (message) => at(runsOf(message, "front/0").at(-1), "end", "outcome") === "failed",
    )
    const [install] = runsOf(failed, "front/0")
    expect(install).toMatchObject({ hook: "install hook", attempt: 1, end: { outcome: "ok", reason: "" } })
    const run = runsOf(failed, "front/0").at(-1)
    expect(run).toMatchObject({
      hook: "config-changed hook",
      end: { outcome: "failed", reason: "exit status 1" },
    })
    expect(Number(at(run, "end", "at"))).toBeGreaterThanOrEqual(Number(at(run, "started")))
  })

  test("a long value is shortened, and sent whole on request; secrets are never sent", LIMIT, async () => {
    const { url } = await start()
    const long = "x".repeat(5_000)
    const key = "-----BEGIN PRIVATE KEY-----\nMIIEverysecret\n-----END PRIVATE KEY-----"
    const set = (pairs: string) => home.ok("exec", "--unit", "front/0", "--", `relation-set -r 1 ${pairs}`)
    await set(`message=${long} password=hunter22 cert='${key}' json='{"a": {"token": "tok-en"}}' pin=123456`)
    await set(`python="{'a': 'hunter23'}" yaml='a: hunter24' dsn=postgres://me:hunter25@db.example.com/x`)
    await home.ok(
      "exec",
      "--unit",
      "front/0",
      "--",
      "status-set blocked 'no login at https://me:hunter26@192.0.2.1'",
    )
    const message = await firstEvent(url, (one) => entry(one, "front/0", "message") !== undefined)
    expect(entry(message, "front/0", "message")).toMatchObject({
      value: { text: long.slice(0, 1_200), length: 5_000 },
    })
    expect((await ask(`${url}value?relation=1&owner=front/0&key=message`)).body).toBe(long)
    const all = await firstEvent(
      url,
      (one) => entry(one, "front/0", "dsn") !== undefined && JSON.stringify(one.data).includes("no login at"),
    )
    const text = JSON.stringify(all.data)
    expect(text).toContain("no login at https://(hidden)@192.0.2.1")
    for (const word of ["hunter2", "MIIEverysecret", "tok-en", "123456"]) expect(text).not.toContain(word)
    for (const name of ["password", "cert", "json", "pin", "python", "yaml", "dsn"]) {
      const { status, body } = await ask(`${url}value?relation=1&owner=front/0&key=${name}`)
      expect(status).toBe(200)
      expect(body).toMatch(/\(hidden/)
    }
  })

  test("it continues without a background process, starts none, and ends with Ctrl+C", LIMIT, async () => {
    const dashboard = await start()
    const { url } = dashboard
    await firstEvent(url, ({ kind, data }) => kind === "daemon" && at(data, "gone") === null)
    await home.ok("shutdown")
    const gone = await firstEvent(url, ({ kind, data }) => kind === "daemon" && at(data, "gone") !== null)
    expect(at(gone.data, "gone")).toMatch(/background process|is not running any more/)
    expect((await ask(`${url}value?relation=1&owner=front&key=status`)).status).toBe(503)
    expect(home.pids()).toHaveLength(1)
    await home.ok("config", "front", "word=again")
    await firstEvent(url, (message) => at(entry(message, "front", "status"), "value", "text") === "again")
    await firstEvent(url, ({ kind, data }) => kind === "daemon" && at(data, "gone") === null)
    await home.ok("destroy-model", "default", "--no-prompt", "--force")
    const destroyed = await firstEvent(
      url,
      ({ kind, data }) => kind === "daemon" && at(data, "gone") !== null,
    )
    expect(at(destroyed.data, "gone")).toContain("default")
    expect(await dashboard.interrupt()).toBe(0)
    await ended(dashboard.child.pid ?? 0)
    await expect(ask(url)).rejects.toThrow(/ECONNREFUSED|ECONNRESET/)
  })
})
