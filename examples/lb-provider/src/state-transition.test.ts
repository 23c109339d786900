import { Context, relation } from "@charmkit/testing"
import { expect, test } from "vitest"
import { LbProviderCharm } from "./charm.ts"

const context = new Context(LbProviderCharm, { project: new URL("..", import.meta.url) })

test("a leader without requests says so and announces its version", async () => {
  const shop = relation({ endpoint: "lb-consumers", remoteApp: "shop", remoteAppData: { version: "1" } })
  const out = await context.run(context.on.relationChanged(shop), { leader: true, relations: [shop] })
  expect(out.unitStatus).toEqual({ status: "active", message: "0 requests" })
  expect(out.relations[0]?.localAppData).toMatchObject({ version: "1" })
})
