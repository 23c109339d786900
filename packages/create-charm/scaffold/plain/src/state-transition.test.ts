import { Context } from "@charmkit/testing"
import { expect, test } from "vitest"
import { PlainCharm } from "./charm.ts"

const context = new Context(PlainCharm, {
  project: new URL("..", import.meta.url),
})

test("the status shows the greeting", async () => {
  const state = await context.run(context.on.configChanged(), { config: { greeting: "good morning" } })
  expect(state.unitStatus).toEqual({ status: "active", message: "good morning" })
})
