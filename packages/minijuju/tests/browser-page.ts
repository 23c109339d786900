import { writeFile } from "node:fs/promises"
import { setTimeout as sleep } from "node:timers/promises"
import type { Chromium } from "./chromium.ts"
import { at } from "./cli-home.ts"

/** One page in the browser, with the errors it reports. */
export class BrowserPage {
  readonly #browser: Chromium
  readonly #session: string
  /** Errors of scripts and of the console, and files that could not be loaded. */
  readonly complaints: string[] = []

  private constructor(browser: Chromium, session: string) {
    this.#browser = browser
    this.#session = session
    browser.on((method, params, from) => {
      if (from !== session) return
      const level = at(params, "type") ?? at(params, "entry", "level")
      const says = method === "Runtime.consoleAPICalled" || method === "Log.entryAdded"
      if (method === "Runtime.exceptionThrown" || (says && (level === "error" || level === "warning")))
        this.complaints.push(JSON.stringify(params))
    })
  }

  static async open(
    browser: Chromium,
    url: string,
    size = { width: 1280, height: 900 },
  ): Promise<BrowserPage> {
    const target = at(await browser.send("Target.createTarget", { url: "about:blank" }), "targetId")
    const attached = await browser.send("Target.attachToTarget", { targetId: target, flatten: true })
    const page = new BrowserPage(browser, String(at(attached, "sessionId")))
    for (const domain of ["Runtime", "Log", "Page"]) await page.send(`${domain}.enable`)
    await page.send("Emulation.setDeviceMetricsOverride", { ...size, deviceScaleFactor: 1, mobile: false })
    await page.send("Page.navigate", { url })
    return page
  }

  send(method: string, params: object = {}): Promise<unknown> {
    return this.#browser.send(method, params, this.#session)
  }

  /** Evaluates an expression in the page. */
  async look(expression: string): Promise<unknown> {
    const answer = await this.send("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    })
    const thrown = at(answer, "exceptionDetails")
    if (thrown !== undefined) throw new Error(`${expression}: ${JSON.stringify(thrown)}`)
    return at(answer, "result", "value")
  }

  /** Evaluates the expression until it is true. The test's own timeout ends it. */
  async until(expression: string): Promise<void> {
    while ((await this.look(expression)) !== true) await sleep(30)
  }

  async scheme(value: "dark" | "light"): Promise<void> {
    await this.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value }] })
  }

  async press(key: string): Promise<void> {
    const text = key === "Enter" ? { text: "\r" } : {}
    await this.send("Input.dispatchKeyEvent", { type: "keyDown", key, code: key, ...codes(key), ...text })
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", key, code: key, ...codes(key) })
  }

  async close(): Promise<void> {
    await this.send("Page.close")
  }

  /** Saves a screenshot of the whole page, or of a rectangle of it. */
  async screenshot(file: string, clip?: Readonly<Record<"x" | "y" | "width" | "height" | "scale", number>>) {
    const options = { format: "png", captureBeyondViewport: true, ...(clip && { clip }) }
    const shot = await this.send("Page.captureScreenshot", options)
    await writeFile(file, Buffer.from(String(at(shot, "data")), "base64"))
  }
}

const CODES: Readonly<Record<string, number>> = {
  Tab: 9,
  Enter: 13,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
}

function codes(key: string): { readonly windowsVirtualKeyCode?: number } {
  const code = CODES[key]
  return code === undefined ? {} : { windowsVirtualKeyCode: code }
}
