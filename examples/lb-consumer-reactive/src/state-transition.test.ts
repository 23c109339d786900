import { Context, relation } from "@charmkit/testing"
import { providerDatabag } from "loadbalancer-interface/testing"
import { expect, test } from "vitest"
import { charm } from "./charm.ts"

const context = new Context(charm.CharmClass, {
  project: new URL("..", import.meta.url),
})

test("it sends a request once there is a provider, and is active with the response", async () => {
  const lb = relation({ endpoint: "lb-provider", remoteAppData: providerDatabag() })
  const asked = await context.run(context.on.relationChanged(lb), { leader: true, relations: [lb] })
  const to = asked.relations[0]?.localAppData ?? {}
  expect(to.request_web).toBeDefined()

  const remoteAppData = providerDatabag({ responses: { web: { address: "192.0.2.7" } }, to })
  const answered = relation({ ...lb, localAppData: to, remoteAppData })
  const out = await context.run(context.on.relationChanged(answered), { ...asked, relations: [answered] })
  expect(out.unitStatus).toEqual({ status: "active", message: "reachable at 192.0.2.7" })
})
