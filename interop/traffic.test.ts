import { once } from "node:events"
import { createServer, get } from "node:http"
import { Model } from "minijuju"
import { describe, expect, test } from "vitest"
import { findHaproxy } from "../charms/haproxy-lb/src/haproxy/haproxy-engine.ts"
import { packed } from "../suite/packed.ts"
import { packedPythonCharm, pythonMissing } from "./python-charms.ts"

/** The ports in the request of the Python charm. */
const [FRONT, BACK] = [80, 8080]

const missing =
  process.getuid?.() === 0
    ? await pythonMissing()
    : "only root can listen on the port that the charm asks for"
if (missing !== undefined) console.warn(`SKIPPED 1 suite (traffic to Python charms): ${missing}`)
const haproxy = findHaproxy()
if (haproxy === undefined)
  console.warn(
    "SKIPPED 1 suite (traffic to Python charms, HAProxy): HAProxy is not installed; apt-get install haproxy",
  )

const ENGINES = [
  { engine: "embedded", absent: missing !== undefined },
  { engine: "haproxy", absent: missing !== undefined || haproxy === undefined },
]

const SETTLE = { timeoutMs: 120_000 }

describe.each(ENGINES)("with the engine $engine", ({ engine, absent }) => {
  test.skipIf(absent)(
    "a Python consumer's units receive the traffic until it withdraws the request",
    async () => {
      const file = await packed(new URL("../charms/haproxy-lb/", import.meta.url))
      await using model = await Model.start({ name: "python-traffic" })
      await model.deploy(file, { config: { engine, "allowed-addresses": "127.0.0.0/8" } })
      await model.deploy(await packedPythonCharm("lb-consumer-py"), { units: 2 })
      const addressOf = (unit: string) =>
        model.status().applications[unit.split("/")[0] ?? ""]?.units[unit]?.["public-address"] ?? ""
      const units = ["lb-consumer-py/0", "lb-consumer-py/1"]
      // Started before the first health check.
      const stops = await Promise.all(units.map((unit) => serve(addressOf(unit), unit)))
      model.integrate("lb-consumer-py", "haproxy-lb")
      await model.settle(SETTLE)
      const host = addressOf("haproxy-lb/0")
      expect(
        model.status().applications["lb-consumer-py"]?.units["lb-consumer-py/1"]?.["workload-status"].message,
      ).toBe(`reachable at ${host}`)
      const answers = [await ask(host), await ask(host), await ask(host), await ask(host)]
      expect(answers.toSorted()).toEqual([units[0], units[0], units[1], units[1]])
      model.config("lb-consumer-py", { request: false })
      await model.settle(SETTLE)
      await expect(ask(host)).rejects.toThrow("ECONNREFUSED")
      for (const stop of stops) await stop()
    },
    300_000,
  )
})

/** Serves at the address of a consumer's unit. @returns a function that ends the server */
async function serve(host: string, name: string): Promise<() => Promise<void>> {
  const server = createServer((_request, response) => response.end(name)).listen(BACK, host)
  await once(server, "listening")
  return async () => {
    server.close()
    await once(server, "close")
  }
}

function ask(host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host, port: FRONT, agent: false }, async (response) => {
      let text = ""
      for await (const part of response) text += part
      resolve(text)
    }).on("error", reject)
  })
}
