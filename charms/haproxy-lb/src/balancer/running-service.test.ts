import { once } from "node:events"
import { createServer, type ServerResponse } from "node:http"
import { afterEach, expect, test, vi } from "vitest"
import type { Service } from "../plan/desired.ts"
import { RunningService } from "./running-service.ts"

afterEach(() => void vi.useRealTimers())

test("checks that are changed while one of them waits for its answer go on once, not twice", async () => {
  const host = `127.${[2, 3].map(() => 2 + Math.floor(Math.random() * 250)).join(".")}.8`
  await using server = createServer().listen(0, host)
  await once(server, "listening")
  const address = server.address()
  const port = address !== null && typeof address === "object" ? address.port : 0
  const service: Service = {
    ...{ key: "1/web", id: "web", mode: "http", address: host, ports: [], tls: undefined, maxConnections: 1 },
    ...{ algorithm: "round-robin", sticky: false, interval: 1, retries: 1 },
    backends: [{ host, address: host }],
    checks: [{ protocol: "http", port, path: "/" }],
  }
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  const running = new RunningService(service)
  const asked = new Promise<ServerResponse>((resolve) => {
    server.once("request", (_, response) => resolve(response))
  })
  running.start()
  vi.runOnlyPendingTimers()
  const response = await asked
  expect(vi.getTimerCount()).toBe(0)
  running.update({ ...service, interval: 2 })
  expect(vi.getTimerCount()).toBe(1)
  response.writeHead(503).end()
  // The answer has an effect just before the next round would be ordered.
  while (running.backends.some(({ live }) => live)) await new Promise(setImmediate)
  await new Promise(setImmediate)
  expect(vi.getTimerCount()).toBe(1)
  running.stop()
  expect(vi.getTimerCount()).toBe(0)
})
