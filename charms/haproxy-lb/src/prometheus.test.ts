import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { BrowserPage } from "../../../packages/minijuju/tests/browser-page.ts"
import { Chromium, findChromium } from "../../../packages/minijuju/tests/chromium.ts"
import { ENGINES, Rig } from "../testing/engines.ts"
import { Load } from "../testing/load.ts"
import { ask, servers, until } from "../testing/servers.ts"
import { findProgram } from "./haproxy/find-program.ts"

const [prometheus, promtool] = ["prometheus", "promtool"].map(findProgram)
const obstacle = prometheus === undefined || promtool === undefined
if (obstacle)
  console.warn(
    "SKIPPED 1 test (a scrape by Prometheus): Prometheus is not installed; apt-get install prometheus",
  )

/**
 * A folder for the README's picture of the scrape:
 * `METRICS_PICTURES=docs/pictures npx vitest run charms/haproxy-lb/src/prometheus.test.ts`.
 */
const PICTURES = process.env.METRICS_PICTURES

/** Prometheus with these targets by job, until the test is over. */
class Scraper implements AsyncDisposable {
  readonly dir = mkdtempSync(join(tmpdir(), "prom-"))
  url = ""
  #end = async () => {}

  async start(targets: Readonly<Record<string, string>>): Promise<this> {
    const server = createServer().listen(0, "127.0.0.1")
    await once(server, "listening")
    const address = server.address()
    server.close()
    this.url = `http://127.0.0.1:${typeof address === "object" ? address?.port : address}`
    const scrape_configs = Object.entries(targets).map(([job_name, target]) => ({
      ...{ job_name, static_configs: [{ targets: [target] }] },
    }))
    // JSON is YAML.
    const config = { global: { scrape_interval: "1s", scrape_timeout: "1s" }, scrape_configs }
    const file = join(this.dir, "prometheus.yml")
    writeFileSync(file, JSON.stringify(config))
    const words = [`--config.file=${file}`, `--storage.tsdb.path=${join(this.dir, "data")}`]
    const child = spawn(prometheus ?? "", [...words, `--web.listen-address=${new URL(this.url).host}`], {
      stdio: "ignore",
    })
    const ended = once(child, "close")
    this.#end = async () => {
      child.kill("SIGKILL")
      await ended
    }
    return this
  }

  /** The values of a query, by job. */
  async query(text: string): Promise<Readonly<Record<string, number>>> {
    const answer = await ask(`${this.url}/api/v1/query?query=${encodeURIComponent(text)}`).catch(() => "{}")
    const found: { metric: { job: string }; value: [number, string] }[] =
      JSON.parse(answer).data?.result ?? []
    return Object.fromEntries(found.map(({ metric, value }) => [metric.job, Number(value[1])]))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end()
    rmSync(this.dir, { recursive: true, force: true })
  }
}

test.skipIf(obstacle)(
  "Prometheus scrapes both engines during traffic, and finds no fault in the embedded engine's metrics",
  async () => {
    await using two = await servers(2)
    await using embedded = new Rig(ENGINES[0].make)
    await using haproxy = new Rig(ENGINES[1].make)
    const rigs = { embedded, ...(ENGINES[1].absent ? {} : { haproxy }) }
    const jobs = Object.keys(rigs)
    const check = { protocol: "http", port: 20001, path: "/health" } as const
    const targets: Record<string, string> = {}
    for (const [name, rig] of Object.entries(rigs)) {
      const service = rig.service({ backends: two.map(({ host }) => host), checks: [check] })
      await rig.engine.apply({ services: [service], metrics: { address: rig.address, port: 8405 } })
      await rig.live(2)
      targets[name] = `${rig.address}:8405`
      const text = await ask(`http://${rig.address}:8405/metrics`)
      const { status, stdout, stderr } = spawnSync(promtool ?? "", ["check", "metrics"], {
        input: text,
        encoding: "utf8",
      })
      // HAProxy's exporter breaks conventions for names; nothing is wrong with its text (status 1).
      expect([name, stdout + stderr, status]).toEqual([
        name,
        name === "embedded" ? "" : expect.any(String),
        name === "embedded" ? 0 : 3,
      ])
    }
    await using scraper = await new Scraper().start(targets)
    await until("scrapes of all engines", async () => {
      const up = await scraper.query("up")
      return jobs.every((job) => up[job] === 1)
    })
    const clients = Object.entries(rigs).map(([name, rig]) => [name, () => ask(rig.url())] as const)
    await using load = new Load(Object.fromEntries(clients))
    await load.more(50)
    await until("the traffic in Prometheus", async () => {
      const seen = await scraper.query("haproxy_frontend_sessions_total{proxy=~'f_r.*'}")
      return jobs.every((job) => (seen[job] ?? 0) >= 50)
    })
    const [first] = two
    if (first === undefined) throw new Error("two servers")
    first.healthy = false
    await until("the end of a backend in Prometheus", async () => {
      const alive = await scraper.query("haproxy_backend_active_servers{proxy=~'b_r.*'}")
      return jobs.every((job) => alive[job] === 1)
    })
    if (PICTURES !== undefined) await draw(scraper.url, join(PICTURES, "metrics.png"), () => load.more(200))
    expect(await load.end()).toEqual([])
  },
  240_000,
)

/** Takes a picture of Prometheus' page of graphs. */
async function draw(url: string, file: string, more: () => Promise<void>): Promise<void> {
  const program = findChromium()
  if (program === undefined) throw new Error("the picture needs Chromium")
  await more()
  const graphs = [
    "sum by (job) (rate(haproxy_frontend_sessions_total{proxy=~'f_r.*'}[10s]))",
    "sum by (job) (haproxy_backend_active_servers{proxy=~'b_r.*'})",
  ]
  const words = graphs.flatMap((text, at) => [
    `g${at}.expr=${encodeURIComponent(text)}`,
    ...[`g${at}.tab=0`, `g${at}.range_input=1m`, `g${at}.step_input=1`],
  ])
  await using browser = await Chromium.start(program)
  const page = await BrowserPage.open(browser, `${url}/classic/graph?${words.join("&")}`, {
    width: 1000,
    height: 1500,
  })
  await page.until(`document.querySelectorAll(".rickshaw_graph svg path").length >= 4`)
  await page.screenshot(file)
}
