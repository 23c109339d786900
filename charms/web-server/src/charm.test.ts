import { Context, relation } from "@charmkit/testing"
import { providerDatabag, type ResponseSpec } from "loadbalancer-interface/testing"
import { expect, test } from "vitest"
import { WebServerCharm } from "./charm.ts"
import { WebService } from "./service.ts"

/** What the charm did to its service, in order. The service itself has its own tests. */
const calls: string[] = []
let answers = true

class Service extends WebService {
  override ensure(): Promise<boolean> {
    calls.push("ensure")
    return this.answers()
  }

  override stop(): void {
    calls.push("stop")
  }

  override async answers(): Promise<boolean> {
    return answers
  }
}

class TestedCharm extends WebServerCharm {
  protected override get service(): WebService {
    return new Service("127.0.0.1", this.unit.name)
  }
}

const context = new Context(TestedCharm, { project: new URL("..", import.meta.url) })

/** The relation as the leader leaves it after its first hook. */
async function requested(config = {}) {
  const lb = relation({ endpoint: "lb-provider", remoteAppData: providerDatabag() })
  const state = await context.run(context.on.relationChanged(lb), { leader: true, config, relations: [lb] })
  return { state, databag: state.relations[0]?.localAppData ?? {} }
}

test("the leader requests one load balancer, with the port and the interval of its configuration", async () => {
  const { state, databag } = await requested({ port: 8443, "check-interval": 9 })
  expect(JSON.parse(databag.request_web ?? "")).toMatchObject({
    protocol: "http",
    port_mapping: { 8443: 8080 },
    health_checks: [{ protocol: "http", port: 8080, path: "/", interval: 9, retries: 2 }],
  })
  const changed = await context.run(context.on.configChanged(), { ...state, config: { port: 81 } })
  expect(JSON.parse(changed.relations[0]?.localAppData.request_web ?? "")).toMatchObject({
    port_mapping: { 81: 8080 },
  })
})

test.each<[ResponseSpec, object]>([
  [{ address: "192.0.2.7" }, { status: "active", message: "served at 192.0.2.7" }],
  [
    { error: "unsupported", errorMessage: "not here" },
    { status: "blocked", message: "load balancer web: refused: not here" },
  ],
])("the status shows the response %j", async (web, status) => {
  const { databag } = await requested()
  const lb = relation({
    endpoint: "lb-provider",
    localAppData: databag,
    remoteAppData: providerDatabag({ to: databag, responses: { web } }),
  })
  const state = await context.run(context.on.relationChanged(lb), { leader: true, relations: [lb] })
  expect(state.unitStatus).toMatchObject(status)
})

test("each hook that can find the server ended starts it, and a server that does not answer blocks the unit", async () => {
  const { on } = context
  calls.length = 0
  const state = await context.run(on.updateStatus(), {})
  expect(state.unitStatus).toEqual({ status: "active", message: "without a load balancer" })
  for (const event of [on.install(), on.start(), on.upgradeCharm()]) await context.run(event, {})
  expect(calls).toEqual(["ensure", "ensure", "ensure", "ensure"])
  await context.run(on.remove(), {})
  expect(calls.at(-1)).toBe("stop")
  answers = false
  const silent = await context.run(on.updateStatus(), {})
  answers = true
  expect(silent.unitStatus).toEqual({ status: "blocked", message: "the web server does not answer" })
})
