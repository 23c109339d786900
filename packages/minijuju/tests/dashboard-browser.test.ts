import { join } from "node:path"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { packed } from "../../../suite/packed.ts"
import { BrowserPage } from "./browser-page.ts"
import { Chromium, findChromium } from "./chromium.ts"
import { at, CliHome } from "./cli-home.ts"
import { WEAK_CONTRASTS } from "./contrast.ts"
import { deployWords, resetWords } from "./dashboard-charms.ts"
import { DashboardProcess } from "./dashboard-process.ts"

const program = findChromium()
if (program === undefined)
  console.warn("SKIPPED 1 suite (the dashboard in a browser): no chromium, chromium-browser or google-chrome")

/**
 * A folder for screenshots, for review by people. The README's picture:
 * `DASHBOARD_PICTURES=docs/pictures npx vitest run packages/minijuju/tests/dashboard-browser.test.ts -t README`.
 */
const PICTURES = process.env.DASHBOARD_PICTURES

const example = (name: string) => packed(new URL(`../../../examples/${name}/`, import.meta.url))

const LIMIT = { timeout: 180_000 }

describe.skipIf(program === undefined)("the dashboard in a browser", LIMIT, () => {
  let browser: Chromium
  let home: CliHome
  let dashboard: DashboardProcess
  let page: BrowserPage
  beforeAll(async () => {
    browser = await Chromium.start(program ?? "")
    home = await CliHome.make({ MINIJUJU_RETRY_DELAY: "0" })
    await deployWords(home)
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await home?.end()
  })
  beforeEach(async () => {
    await resetWords(home)
    dashboard = await DashboardProcess.start(home)
    page = await BrowserPage.open(browser, dashboard.url, { width: 1280, height: 6000 })
    await page.until(`document.querySelectorAll(".unit").length >= 3`)
    await page.until(`document.getElementById("connection").textContent === "Live"`)
  })
  afterEach(async () => {
    await page.close()
    await dashboard.interrupt()
  })

  const texts = (selector: string) =>
    page.look(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((one) => one.textContent)`)
  const within = (owner: string, text: string) =>
    `document.querySelector('[data-owner="${owner}"]')?.textContent.includes(${JSON.stringify(text)}) === true`

  test("shows applications, units, leaders and relations; changes appear without a reload", async () => {
    expect(await texts(".card-name")).toEqual(["front", "back"])
    expect(await texts(".unit-name")).toEqual(["front/0", "back/0", "back/1"])
    expect(await texts(".unit:has(.leader) .unit-name")).toEqual(["front/0", "back/0"])
    expect(await texts(".relation .label")).toEqual(["cluster (peers)", "words"])
    await page.look("window.loadedOnce = true")
    await page.until(within("back", "first"))
    await home.ok("config", "back", "word=second")
    const entry = `[data-owner="back"] [data-key-name="status"]`
    await page.until(`document.querySelector('${entry}.fresh mark')?.textContent === "second"`)
    await page.until(within("back/1", "second"))
    expect(await texts(`${entry} .when`)).toEqual([
      "before: first",
      expect.stringMatching(/^changed \d\d:\d\d:\d\d by [a-z-]+.* on back\/0$/),
    ])
    await home.ok("config", "front", "word=fail")
    await page.until(`document.querySelector('[data-unit="front/0"]').dataset.status === "error"`)
    await page.until(`document.querySelectorAll('[data-outcome="failed"] path').length === 1`)
    expect(await page.look(`document.querySelectorAll('[data-outcome="ok"] path').length`)).toBe(0)
    expect(await texts("#runs tbody tr:has(td:nth-child(6):not(:empty))")).toContainEqual(
      expect.stringMatching(/^front\/0config-changed.*✖ failed \(exit status 1\)1\d+$/),
    )
    await home.ok("add-unit", "back")
    await page.until(`document.querySelectorAll(".unit").length === 4`)
    expect(await page.look("window.loadedOnce")).toBe(true)
    expect(page.complaints).toEqual([])
  })

  test("a failed hook shows its reason and what it logged, until the unit is well again", async () => {
    expect(await page.look(`document.getElementById("failures").hidden`)).toBe(true)
    await home.ok("config", "front", "word=fail")
    // The log comes line by line.
    const log = `document.querySelector('[data-failed="front/0"] .log')`
    await page.until(`${log}?.textContent.includes("no such word") === true`)
    expect(await texts('[data-failed="front/0"]')).toEqual([
      expect.stringMatching(
        /hook failed: "config-changed".*config-changed at [\d:]+: exit status 1.*no such word\n.*Try again: minijuju resolve front\/0/s,
      ),
    ])
    const bar = `document.querySelector('[data-outcome="failed"]')`
    await page.until(`${bar} !== null`)
    await page.look(`${bar}.focus()`)
    await page.until(`document.getElementById("detail-log").textContent.includes("no such word")`)
    await resetWords(home)
    await page.until(`document.getElementById("failures").hidden`)
    expect(page.complaints).toEqual([])
  })

  test("requests come first as JSON on lines, the changed ones marked; bookkeeping is folded", async () => {
    const set = (text: string) =>
      home.ok("exec", "--unit", "front/0", "--", `relation-set -r 1 request_web=${text} message=one`)
    await set(`'{"name": "web", "port_mapping": {"80": 1}, "list": []}'`)
    await page.until(within("front/0", "request_web"))
    await set(`'{"name": "web", "port_mapping": {"80": 2}, "list": []}'`)
    const entry = `[data-owner="front/0"] [data-key-name="request_web"]`
    await page.until(`document.querySelector('${entry} mark')?.textContent.trim() === '"80": 2'`)
    expect(await texts(`${entry} .value`)).toEqual([
      '{\n  "name": "web",\n  "port_mapping": {\n    "80": 2\n  },\n  "list": []\n}\n',
    ])
    const folded = `document.querySelector('[data-owner="front/0"] details')`
    expect(await page.look(`${folded}.open`)).toBe(false)
    expect(await page.look(`${folded}.querySelector('[data-key-name="message"]') !== null`)).toBe(true)
    await page.look(`${folded}.querySelector("summary").click()`)
    await home.ok("config", "back", "word=second")
    await page.until(within("back", "second"))
    await home.ok("exec", "--unit", "front/0", "--", "relation-set -r 1 message=two")
    await page.until(
      `${folded}.querySelector('[data-key-name="message"]').textContent.includes("before: one")`,
    )
    expect(await page.look(`${folded}.open`)).toBe(true)
    await home.ok("exec", "--unit", "front/0", "--", "relation-set -r 1 request_web= message=")
    expect(page.complaints).toEqual([])
  })

  test("a hook that runs is seen while it runs", async () => {
    await home.ok("config", "front", "word=hold")
    await page.until(
      `document.querySelector('[data-unit="front/0"]').textContent.includes("▶ config-changed")`,
    )
    await page.until(`document.querySelectorAll('[data-outcome="running"]').length === 1`)
    expect(await texts("#running li")).toEqual([
      expect.stringMatching(/^front\/0 config-changed for [\d.]+ m?s$/),
    ])
    await home.ok("exec", "--unit", "back/0", "--", "touch", join(home.dir, "go"))
    await page.until(`document.querySelectorAll('[data-outcome="running"]').length === 0`)
    await page.until(`document.getElementById("running").textContent.startsWith("Nothing")`)
    expect(page.complaints).toEqual([])
  })

  test("output of charms is shown as text and runs no code, however long it is", async () => {
    const image = `<img src=x onerror="window.hacked=1">`
    const script = `</code></script><script>window.hacked=2</script>`
    const long = "<b>long</b>".repeat(5_000)
    const set = (...words: string[]) =>
      home.ok("exec", "--unit", "front/0", "--", words.map((word) => `'${word}'`).join(" "))
    await set(
      "relation-set",
      "-r",
      "1",
      `message=${image}`,
      `reason=${script}`,
      `description=${long}`,
      `<i>key</i>=8080`,
    )
    await set("status-set", "active", image)
    await page.until(within("front/0", image))
    await page.until(within("front/0", script))
    await page.until(within("front/0", "<i>key</i>"))
    await page.until(`document.querySelector('[data-unit="front/0"]').textContent.includes("<img")`)
    expect(await page.look(within("front/0", long))).toBe(false)
    await page.look(
      `[...document.querySelectorAll(".more")].find((one) => one.textContent.includes("description")).click()`,
    )
    await page.until(within("front/0", long))
    expect(await page.look("window.hacked")).toBeUndefined()
    expect(await page.look(`document.querySelectorAll("img, main b, main i, main script").length`)).toBe(1)
    // The page's content security policy prevents that an injected script runs.
    await page.look(
      `document.body.append(Object.assign(document.createElement("script"), { text: "window.hacked = 3" }))`,
    )
    expect(await page.look("window.hacked")).toBeUndefined()
    expect(page.complaints.filter((text) => !text.includes("Content Security Policy"))).toEqual([])
  })

  test("dark and light themes have enough contrast, also for failed, running and selected items", async () => {
    await home.ok("config", "front", "word=fail")
    await home.ok("config", "back", "word=hold")
    await page.until(`document.querySelector('[data-unit="front/0"]').dataset.status === "error"`)
    await page.until(`document.querySelectorAll('[data-outcome="running"]').length >= 2`)
    await page.look(`for (const one of document.querySelectorAll("details")) one.open = true`)
    for (const scheme of ["light", "dark"] as const) {
      await page.scheme(scheme)
      await page.until(`matchMedia("(prefers-color-scheme: ${scheme})").matches`)
      const found = await page.look(WEAK_CONTRASTS)
      expect([scheme, at(found, "weak")]).toEqual([scheme, []])
      expect(Number(at(found, "count"))).toBeGreaterThan(100)
      if (PICTURES !== undefined) await page.screenshot(join(PICTURES, `dashboard-${scheme}.png`))
    }
    await page.look(`document.body.insertAdjacentHTML("beforeend", '<p id="pale">pale</p>')`)
    await page.look(`document.getElementById("pale").style.color = "#555"`)
    expect(at(await page.look(WEAK_CONTRASTS), "weak")).toEqual([expect.stringMatching(/^pale: /)])
    expect(page.complaints).toEqual([])
  })

  test("the keyboard reaches relations and bars", async () => {
    const active = "document.activeElement?.dataset.key"
    for (let count = 0; (await page.look(active)) !== "relation 0"; count++) {
      expect(count).toBeLessThan(20)
      await page.press("Tab")
    }
    await page.press("Enter")
    await page.until(`document.getElementById("relation").value === "0"`)
    expect(await page.look(active)).toBe("relation 0")
    await page.until(within("back/1", "ingress-address"))
    for (let count = 0; !String(await page.look(active)).startsWith("run "); count++) {
      expect(count).toBeLessThan(60)
      await page.press("Tab")
    }
    const first = await page.look(active)
    await page.press("ArrowLeft")
    const second = await page.look(active)
    expect(second).toMatch(/^run \d+$/)
    expect(second).not.toBe(first)
    expect(await texts("#detail")).toEqual([
      expect.stringMatching(/^[a-z-]+.* on [a-z]+\/\d: succeeded · .* to .* · \d+ hook tool calls?/),
    ])
    expect(page.complaints).toEqual([])
  })

  test.each(PICTURES === undefined ? [] : [PICTURES])(
    "draws the picture of the README into %s",
    async (pictures) => {
      const lb = await CliHome.make()
      try {
        await lb.ok("deploy", await example("lb-provider-declared"), "lb-provider")
        await lb.ok("deploy", await example("lb-consumer-declared"), "web", "-n", "2")
        await lb.ok("integrate", "web", "lb-provider")
        await lb.ok("wait-for", "application", "web", "--query", 'status=="active"')
        const shown = await DashboardProcess.start(lb)
        const picture = await BrowserPage.open(browser, shown.url, { width: 1180, height: 980 })
        await picture.until(`document.querySelectorAll(".unit").length >= 3`)
        await picture.until(`document.body.textContent.includes("reachable at")`)
        await picture.look(
          `document.querySelector('[data-key="relation 0"]')?.dispatchEvent(new MouseEvent("click", { bubbles: true }))`,
        )
        await picture.until(`document.querySelector('[data-key-name="request_web"]') !== null`)
        await picture.screenshot(join(pictures, "dashboard.png"), {
          x: 0,
          y: 0,
          width: 1165,
          height: 800,
          scale: 0.75,
        })
        expect(picture.complaints).toEqual([])
        await shown.interrupt()
      } finally {
        await lb.end()
      }
    },
  )

  test("says when the background process or the dashboard has ended, and reconnects", async () => {
    await home.ok("shutdown")
    await page.until(`document.getElementById("connection").textContent === "Not live"`)
    expect(await texts("#gone")).toEqual([expect.stringContaining("This page is out of date")])
    await home.ok("config", "front", "word=again")
    await page.until(within("front", "again"))
    await page.until(`document.getElementById("gone").hidden`)
    await dashboard.interrupt()
    await page.until(`document.getElementById("gone").textContent.includes("does not answer")`)
  })
})
