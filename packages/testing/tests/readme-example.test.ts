import { Context, relation } from "@charmkit/testing"
import { consumerDatabag, providerDatabag } from "loadbalancer-interface/testing"
import { expect, test } from "vitest"
import { LbProviderCharm } from "../../../examples/lb-provider/src/charm.ts"

const context = new Context(LbProviderCharm, {
  project: new URL("../../../examples/lb-provider/", import.meta.url),
})

test("the leader answers a request with its address", async () => {
  const asked = consumerDatabag({ requests: { web: { protocol: "http", portMapping: { 80: 8080 } } } })
  const shop = relation({ endpoint: "lb-consumers", remoteApp: "shop", remoteAppData: asked })

  const out = await context.run(context.on.relationChanged(shop), { leader: true, relations: [shop] })

  const answer = providerDatabag({ to: asked, responses: { web: { address: "192.0.2.1" } } })
  expect(out.relations[0]?.localAppData.response_web).toBe(answer.response_web)
  expect(out.unitStatus).toEqual({ status: "active", message: "1 request" })
  expect(context.emittedEvents.map(({ kind }) => kind)).toContain("requestsChanged")

  const next = await context.run(context.on.updateStatus(), out)
  expect(next).toEqual(out)
})
