import { join } from "node:path"
import { expect, test } from "vitest"
import { packed } from "../../../suite/packed.ts"
import { BrowserPage } from "./browser-page.ts"
import { Chromium, findChromium } from "./chromium.ts"
import { CliHome } from "./cli-home.ts"
import { DashboardProcess } from "./dashboard-process.ts"

/** The folder for the picture of the README: `DASHBOARD_PICTURES=docs/pictures npx vitest run packages/minijuju/tests/dashboard-picture.test.ts`. */
const PICTURES = process.env.DASHBOARD_PICTURES
const program = findChromium()

const example = (name: string) => packed(new URL(`../../../examples/${name}/`, import.meta.url))

test.skipIf(PICTURES === undefined || program === undefined)("draws the picture of the README", async () => {
  await using browser = await Chromium.start(program ?? "")
  const home = await CliHome.make()
  try {
    await home.ok("deploy", await example("lb-provider-declared"), "lb-provider")
    await home.ok("deploy", await example("lb-consumer-declared"), "web", "-n", "2")
    await home.ok("integrate", "web", "lb-provider")
    await home.ok("wait-for", "application", "web", "--query", 'status=="active"')
    const dashboard = await DashboardProcess.start(home)
    const page = await BrowserPage.open(browser, dashboard.url, { width: 1180, height: 980 })
    await page.until(`document.querySelectorAll(".unit").length >= 3`)
    await page.until(`document.body.textContent.includes("reachable at")`)
    await page.look(
      `document.querySelector('[data-key="relation 0"]')?.dispatchEvent(new MouseEvent("click", { bubbles: true }))`,
    )
    await page.until(`document.querySelector('[data-key-name="request_web"]') !== null`)
    await page.screenshot(join(PICTURES ?? "", "dashboard.png"), {
      x: 0,
      y: 0,
      width: 1165,
      height: 800,
      scale: 0.75,
    })
    expect(page.complaints).toEqual([])
    await dashboard.interrupt()
  } finally {
    await home.end()
  }
})
