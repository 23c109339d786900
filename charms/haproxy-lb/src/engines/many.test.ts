import { Context, peerRelation, relation, type StateInput } from "@charmkit/testing"
import { describe, expect, test } from "vitest"
import { dose } from "../../../../suite/doses.ts"
import { ENGINES, Rig } from "../../testing/engines.ts"
import { ServerProcess } from "../../testing/server-process.ts"
import { ask } from "../../testing/servers.ts"
import { LOOPBACK } from "../../testing/unit.ts"
import { HaproxyLbCharm } from "../charm.ts"
import { MAX_PORTS } from "../plan/limits.ts"
import { applyTo } from "../unit/apply.ts"
import type { Engine } from "./engine.ts"

const FIRST_PORT = 21_000
/** A unit has no more ports for them. */
const REQUESTS = Math.min(dose("servedRequests"), 40_000)
/** How many of the requests are asked for an answer of their backend. */
const SAMPLE = 20

const document = (host: string, front: number) => ({
  ...{ id: String(front), protocol: "tcp", port_mapping: { [front]: 20001 }, backends: [host] },
  ...{ health_checks: [{ protocol: "tcp", port: 20001, path: null, interval: 5, retries: 2 }], public: true },
})

/** Requests of each consumer that must affect nothing else, by name, with the field that is refused. */
const GARBAGE = {
  port: [{ port_mapping: { 70000: 1 } }, "port_mapping"],
  host: [{ backends: ["10.0.0.1\n    stats socket /tmp/x level admin"] }, "backends"],
  tls: [{ protocol: "https", tls_termination: true, tls_cert: "none", tls_key: "none" }, "tls_cert"],
} as const

/** As many requests as a consumer can have, and garbage, from each of as many consumers as it takes. */
function consumers(count: number, host: string) {
  return Array.from({ length: Math.ceil(count / MAX_PORTS) }, (_, index) => {
    const first = FIRST_PORT + index * MAX_PORTS
    const last = Math.min(FIRST_PORT + count, first + MAX_PORTS)
    const documents: Record<string, object> = {}
    for (let port = first; port < last; port++) documents[`r${port}`] = document(host, port)
    for (const [name, [fields]] of Object.entries(GARBAGE))
      documents[`garbage-${name}`] = { ...document(host, 10 + index), ...fields }
    const texts = Object.entries(documents).map(([name, fields]) => [
      `request_${name}`,
      JSON.stringify({ name, ...fields }),
    ])
    const remoteAppData = { version: "1", request_broken: "{", ...Object.fromEntries(texts) }
    return relation({ endpoint: "lb-consumers", id: 10 + index, remoteApp: `shop${index}`, remoteAppData })
  })
}

describe.each(ENGINES)("$name", ({ absent, make, name }) => {
  describe.skipIf(absent)("of thousands of requests", { timeout: 1_800_000 }, () => {
    test("serves all, refuses garbage alone, and takes time in proportion to their number", async () => {
      await using backend = await ServerProcess.start()
      /** Runs the hook that gets all requests, and one without news. @returns processor time of the first, in milliseconds */
      const hooks = async (count: number) => {
        await using rig = new Rig(make)
        let applied = 0
        const { engine } = rig
        const apply = engine.apply.bind(engine)
        engine.apply = (desired) => {
          applied += 1
          return apply(desired)
        }
        class Unit extends HaproxyLbCharm {
          protected override engines(): readonly Engine[] {
            return [engine]
          }
        }
        const context = new Context(Unit, { project: new URL("../../", import.meta.url) })
        const config = { ...LOOPBACK, engine: name }
        const all = consumers(count, backend.host)
        const relations = [...all, peerRelation({ endpoint: "units", id: 1 })]
        const state: StateInput = { leader: true, address: rig.address, config, relations }
        const before = process.cpuUsage()
        const started = performance.now()
        const out = await context.run(context.on.configChanged(), state)
        const time = process.cpuUsage(before).user / 1000
        const seconds = (performance.now() - started) / 1000
        expect(out.unitStatus.message).toMatch(new RegExp(`^${count} load balancers? by `))
        const answers = out.relations.flatMap((one) => (one.kind === "relation" ? [one.localAppData] : []))
        const answerTo = (request: string) =>
          JSON.parse(answers.find((bag) => bag[`response_${request}`])?.[`response_${request}`] ?? "{}")
        for (let port = FIRST_PORT; port < FIRST_PORT + count; port += Math.ceil(count / SAMPLE)) {
          expect(answerTo(`r${port}`)).toMatchObject({ error: null, address: rig.address })
          expect(await ask(rig.url(port))).toBe(backend.name)
        }
        for (const bag of answers) {
          for (const [request, [, field]] of Object.entries(GARBAGE)) {
            const answer = JSON.parse(bag[`response_garbage-${request}`] ?? "{}")
            expect([request, Object.keys(answer.error_fields ?? {})]).toEqual([request, [field]])
          }
        }
        await context.run(context.on.updateStatus(), out)
        expect(applied).toBe(1)
        console.log(
          `${name}: ${count} request(s) in ${Math.round(time)} ms of processor time, ${seconds.toFixed(1)} s; ${out.unitStatus.message}`,
        )
        return time
      }
      // The first run also compiles the code.
      await hooks(1)
      const [few, many] = [await hooks(REQUESTS / 10), await hooks(REQUESTS)]
      expect(many / few).toBeLessThan(30)
    })

    test("says which cannot be served for want of files, and keeps those that are served", async () => {
      await using backend = await ServerProcess.start()
      await using rig = new Rig(make)
      const service = (port: number) =>
        rig.service({ key: `1/r${port}`, backends: [backend.host], ports: [{ front: port, back: 20001 }] })
      const first = await applyTo(rig.engine, { services: [21_001, 21_002].map(service) }, false, 2)
      expect([...first.obstacles.keys()]).toEqual([])
      const services = [21_000, 21_001, 21_002, 21_003].map(service)
      const next = await applyTo(rig.engine, { services }, true, 3)
      const reason = "this machine has files for 3 ports: raise the limit of open files"
      expect([...next.obstacles]).toEqual([["1/r21003", { port: 21_003, foreignAddress: false, reason }]])
      for (const port of [21_000, 21_001, 21_002]) expect(await ask(rig.url(port))).toBe(backend.name)
      expect(next.failure).toBe(undefined)
    })
  })
})
