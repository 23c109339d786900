import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { CharmBase } from "@charmkit/ops"
import { inProcess, type Model } from "@charmkit/testing"
import { afterAll, describe, expect, test } from "vitest"
import { ENGINES, killAll } from "../testing/engines.ts"
import { parseExposition } from "../testing/exposition.ts"
import { ask, askWhole, tally } from "../testing/servers.ts"
import { addressOf, Charms, LOOPBACK, statusOf } from "../testing/unit.ts"
import type { Desired } from "./plan/desired.ts"

const charms = new Charms()
const project = mkdtempSync(join(tmpdir(), "prometheus-"))
writeFileSync(
  join(project, "metadata.yaml"),
  "name: prometheus\nsummary: s\ndescription: d\nrequires:\n  metrics-endpoint:\n    interface: prometheus_scrape\n",
)
afterAll(() => {
  charms.remove()
  rmSync(project, { recursive: true, force: true })
})

let changes = 0

/** The requirer's side, which counts the hooks that changed databags cause. */
class Prometheus extends CharmBase {
  constructor(...args: ConstructorParameters<typeof CharmBase>) {
    super(...args)
    this.observe(this.on.relation("metrics-endpoint").changed, this.count)
  }

  count(): void {
    changes += 1
  }
}

/** What Prometheus' charm makes of the databags: `*` stands for the address of each unit that has one. */
function targets(model: Model): Readonly<Record<string, string>> {
  const bags = model.relations("prometheus").map(({ databags }) => databags)[0] ?? {}
  const app = bags["haproxy-lb"] ?? {}
  const [job] = JSON.parse(app.scrape_jobs ?? "[{}]")
  const [target = ""] = job.static_configs?.[0].targets ?? []
  const units = Object.values(bags).flatMap((bag) =>
    bag.prometheus_scrape_unit_address === undefined
      ? []
      : [[bag.prometheus_scrape_unit_name, bag.prometheus_scrape_unit_address] as const],
  )
  return Object.fromEntries(
    units.map(([unit, address]) => [unit, `http://${target.replace("*", address)}${job.metrics_path}`]),
  )
}

async function scrape(url = "") {
  const { headers, status, text } = await askWhole(url)
  expect([status, headers["content-type"]]).toEqual([200, "text/plain; version=0.0.4"])
  return parseExposition(text)
}

/** The metrics that both engines have. */
const COMMON = [
  ["haproxy_frontend_current_sessions", "gauge"],
  ["haproxy_frontend_limit_sessions", "gauge"],
  ["haproxy_frontend_sessions_total", "counter"],
  ["haproxy_backend_active_servers", "gauge"],
  ["haproxy_server_status", "gauge"],
  ["haproxy_server_current_sessions", "gauge"],
  ["haproxy_server_sessions_total", "counter"],
] as const

describe.each(ENGINES)("with $name", ({ name: engine, absent }) => {
  test.skipIf(absent)(
    "Prometheus finds and reads the metrics of each unit, which never take a port from traffic",
    async () => {
      await using model = await charms.model()
      const config = { ...LOOPBACK, engine }
      let refuses = false
      const withoutExporter = ({ metrics }: Desired) => refuses && metrics !== undefined
      await model.deploy(charms.provider(withoutExporter), { units: 2, config })
      await model.deploy(charms.consumer(), { units: 2, config: { port: 18080, "check-interval": 1 } })
      await model.deploy(inProcess(Prometheus, { project }))
      model.integrate("web-server", "haproxy-lb")
      await model.settle()
      const hosts = { 0: addressOf(model, "haproxy-lb/0"), 1: addressOf(model, "haproxy-lb/1") }
      const usual = {
        "haproxy-lb/0": `http://${hosts[0]}:8405/metrics`,
        "haproxy-lb/1": `http://${hosts[1]}:8405/metrics`,
      }
      await expect(ask(usual["haproxy-lb/0"])).rejects.toThrow("ECONNREFUSED")

      model.integrate("prometheus", "haproxy-lb")
      await model.settle()
      expect(targets(model)).toEqual(usual)
      expect(await tally(`http://${hosts[0]}:18080/`, 6)).toEqual({
        "web-server/0\n": 3,
        "web-server/1\n": 3,
      })
      const found = await scrape(targets(model)["haproxy-lb/0"])
      for (const [name, type] of COMMON) expect([name, found.get(name)?.type]).toEqual([name, type])
      const values = async (name: string, labels: Readonly<Record<string, string>> = {}) => {
        const samples = (await scrape(usual["haproxy-lb/0"])).get(name)?.samples ?? []
        const mine = samples.filter((one) =>
          Object.entries({ proxy: /_r\d+_/, ...labels }).every(([label, value]) =>
            typeof value === "string" ? one.labels[label] === value : value.test(one.labels[label] ?? ""),
          ),
        )
        return mine.map(({ value }) => value)
      }
      expect(await values("haproxy_frontend_sessions_total")).toEqual([6])
      expect(await values("haproxy_backend_active_servers")).toEqual([2])
      const server = addressOf(model, "web-server/1")
      expect(await values("haproxy_server_sessions_total", { server })).toEqual([3])
      // The action names the request of a proxy.
      const services = async () => {
        const { results } = await model.runAction("haproxy-lb/0", "traffic")
        return JSON.parse(String(results.services))
      }
      const [{ id }] = await services()
      const proxies = found
        .get("haproxy_frontend_sessions_total")
        ?.samples.map(({ labels }) => labels.proxy ?? "")
      expect(proxies?.filter((proxy) => proxy.startsWith(`f_${id}`)).length).toBe(1)
      expect((await askWhole(usual["haproxy-lb/0"].replace("metrics", "stats"))).status).toBe(404)

      const { alert_rules = "", scrape_metadata = "" } =
        model.relations("prometheus")[0]?.databags["haproxy-lb"] ?? {}
      expect(JSON.parse(scrape_metadata)).toEqual({
        ...{ model: model.name, model_uuid: model.uuid, application: "haproxy-lb", charm_name: "haproxy-lb" },
        unit: expect.stringMatching(/^haproxy-lb\/[01]$/),
      })
      const [rule] = JSON.parse(alert_rules).groups[0].rules
      const labels = `juju_model="${model.name}",juju_model_uuid="${model.uuid}",juju_application="haproxy-lb"`
      expect(rule.expr).toBe(`haproxy_backend_active_servers{${labels}} == 0`)

      // A drained backend.
      const drain = (ready: boolean) =>
        model.runAction("haproxy-lb/0", "drain-backend", { backend: server, ready })
      expect((await drain(false)).status).toBe("completed")
      expect(await tally(`http://${hosts[0]}:18080/`, 4)).toEqual({ "web-server/0\n": 4 })
      expect(await values("haproxy_server_status", { server, state: "DRAIN" })).toEqual([1])
      expect(await values("haproxy_server_status", { server, state: "UP" })).toEqual([0])
      expect(await values("haproxy_backend_active_servers")).toEqual([1])
      const drained = { host: server, live: false, problem: "is drained" }
      expect(await services()).toMatchObject([
        { name: "web-server/web", backends: expect.arrayContaining([expect.objectContaining(drained)]) },
      ])
      await drain(true)
      expect(await values("haproxy_backend_active_servers")).toEqual([2])

      // Only a change writes to the databags.
      const before = changes
      model.updateStatus()
      await model.settle()
      expect(changes).toBe(before)

      // A load balancer gets the port, and the metrics return when it is free.
      model.config("web-server", { port: 8405 })
      await model.settle()
      expect(await ask(`http://${hosts[1]}:8405/`)).toMatch(/^web-server/)
      expect(targets(model)).toEqual({})
      expect(statusOf(model, "haproxy-lb/1")).toMatch(
        /^active 1 load balancer by .*; metrics are not served: port 8405: a load balancer has it$/,
      )
      model.config("web-server", { port: 18080 })
      await model.settle()
      expect(targets(model)).toEqual(usual)
      await scrape(targets(model)["haproxy-lb/1"])

      // HAProxy without its exporter serves everything else.
      refuses = true
      model.config("web-server", { port: 18081 })
      await model.settle()
      expect(await ask(`http://${hosts[1]}:18081/`)).toMatch(/^web-server/)
      expect(targets(model)).toEqual({})
      expect(statusOf(model, "haproxy-lb/0")).toMatch(
        /; metrics are not served: the load balancer cannot serve them$/,
      )
      refuses = false

      // The operator's port, also without Prometheus' charm, and after the processes were killed.
      model.config("haproxy-lb", { "metrics-port": 18999 })
      await model.settle()
      expect(targets(model)["haproxy-lb/1"]).toBe(`http://${hosts[1]}:18999/metrics`)
      model.removeRelation("prometheus", "haproxy-lb")
      await model.settle()
      await expect(ask(usual["haproxy-lb/1"])).rejects.toThrow("ECONNREFUSED")
      await killAll(() => charms.balancers())
      model.updateStatus()
      await model.settle()
      await scrape(`http://${hosts[1]}:18999/metrics`)
      model.config("haproxy-lb", { "metrics-port": 70_000 })
      await model.settle()
      await expect(ask(`http://${hosts[1]}:18999/metrics`)).rejects.toThrow("ECONNREFUSED")
      expect(statusOf(model, "haproxy-lb/0")).toBe(
        "blocked the option metrics-port has 70000, which is no port",
      )
    },
    240_000,
  )
})
