import { readdirSync, readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { BrowserPage } from "../../../packages/minijuju/tests/browser-page.ts"
import { Chromium, findChromium } from "../../../packages/minijuju/tests/chromium.ts"
import { missingDocstrings } from "../missing.ts"
import { renderPages } from "../pages.ts"
import type { Entry } from "../read-entries.ts"
import { buildSite } from "./build.ts"
import { brokenLinks } from "./html-links.ts"
import { serveFolder } from "./serve-folder.ts"

const ROOT = join(import.meta.dirname, "../../..")
const TUTORIAL = "documents/Your_first_charm_behind_a_load_balancer.html"

const program = findChromium()
if (program === undefined)
  console.warn("SKIPPED 1 suite (the site in a browser): no chromium, chromium-browser or google-chrome")

let folder: string
let entries: Entry[]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "site-"))
  entries = await buildSite(ROOT, folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

// Here, because reading the docstrings of all packages takes seconds, and the site needs them as well.
test("the pages in docs/api are what the docstrings give; everything public has one", () => {
  const pages = join(ROOT, "docs/api")
  const written = readdirSync(pages).map((name) => [name, readFileSync(join(pages, name), "utf8")])
  expect(Object.fromEntries(written), "write them with: npm run api").toEqual(
    Object.fromEntries(renderPages(entries)),
  )
  expect(entries.flatMap(missingDocstrings)).toEqual([])
})

test("all links and pictures of all pages lead somewhere", () => {
  expect(brokenLinks(folder)).toEqual([])
})

describe.skipIf(program === undefined)("in a browser", { timeout: 60_000 }, () => {
  let browser: Chromium
  let server: Awaited<ReturnType<typeof serveFolder>>
  beforeAll(async () => {
    browser = await Chromium.start(program ?? "")
    server = await serveFolder(folder)
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })

  async function open(path: string, size?: { width: number; height: number }): Promise<BrowserPage> {
    const page = await BrowserPage.open(browser, `${server.url}/${path}`, size)
    await page.until(`document.readyState === "complete" && location.pathname !== "blank"`)
    return page
  }

  test("the start page leads to the tutorial; the navigation has the four kinds and the API", async () => {
    const page = await open("index.html")
    await page.until(`document.querySelectorAll("#tsd-nav-container details").length > 4`)
    const groups = await page.look(
      `[...document.querySelectorAll("#tsd-nav-container > li > details > summary")].map((one) => one.textContent.trim())`,
    )
    expect(groups).toEqual(["Tutorial", "How-to guides", "Reference", "Explanation", "Modules"])
    await page.look(`document.querySelector('.tsd-typography a[href="${TUTORIAL}"]').click()`)
    await page.until(`document.querySelector("h1")?.textContent.startsWith("Your first charm") === true`)
    expect(page.complaints).toEqual([])
    await page.close()
  })

  test.each([
    ["a word of a guide", "pickled", "Move a charm from Python"],
    ["a public name", "LoadBalancerProvider", "LoadBalancerProvider"],
  ])("the search finds %s", async (_what, words, found) => {
    const page = await open("modules/_charmkit_ops.html")
    await page.look(`document.getElementById("tsd-search-trigger").click()`)
    await page.until(`document.getElementById("tsd-search-input").offsetParent !== null`)
    await page.look(`document.getElementById("tsd-search-input").focus()`)
    await page.send("Input.insertText", { text: words })
    await page.until(
      `[...document.querySelectorAll("#tsd-search-results a")].some((one) => one.textContent.includes(${JSON.stringify(found)}))`,
    )
    expect(page.complaints).toEqual([])
    await page.close()
  })

  test("dark and light follow the browser's setting", async () => {
    const page = await open(TUTORIAL)
    const colours: unknown[] = []
    for (const scheme of ["light", "dark"] as const) {
      await page.scheme(scheme)
      await page.until(`matchMedia("(prefers-color-scheme: ${scheme})").matches`)
      colours.push(await page.look("getComputedStyle(document.body).backgroundColor"))
    }
    expect(new Set(colours).size).toBe(2)
    await page.close()
  })

  test.each([
    "index.html",
    TUTORIAL,
    "documents/ops_in_Python_and_here.html",
    "documents/Command__minijuju.html",
    "classes/_charmkit_ops.CharmBase.html",
    "classes/_charmkit_ops.FrameworkError.html",
    "modules/loadbalancer-interface_wire.html",
  ])("%s fits on a phone", async (path) => {
    const page = await open(path, { width: 390, height: 800 })
    const wide = `[...document.querySelectorAll(".col-content *")].filter((one) => {
      const { right } = one.getBoundingClientRect()
      for (let up = one.parentElement; up; up = up.parentElement)
        if (["auto", "scroll", "hidden"].includes(getComputedStyle(up).overflowX)) return false
      return right > innerWidth
    }).map((one) => one.outerHTML.slice(0, 200))`
    expect(await page.look(wide)).toEqual([])
    expect(await page.look("document.documentElement.scrollWidth <= innerWidth")).toBe(true)
    await page.close()
  })
})
