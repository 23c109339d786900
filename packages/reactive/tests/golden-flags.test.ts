import { LBConsumers, LBProvider } from "loadbalancer-interface"
import { describe, expect, test } from "vitest"
import { DEVIATIONS } from "../../loadbalancer/tests/deviations/table.ts"
import { CONSUMER_ENDPOINTS, PROVIDER_ENDPOINTS } from "../../loadbalancer/tests/support/charms.ts"
import { golden } from "../../loadbalancer/tests/support/golden.ts"
import {
  type Given,
  relate,
  storeConsumer,
  storeProvider,
} from "../../loadbalancer/tests/support/golden-dispatch.ts"
import { MiniModel } from "../../loadbalancer/tests/support/mini-model.ts"
import { defineCharm, provides, requires } from "../src/index.ts"

/** The properties by which Python's library toggles each flag. The golden files contain their values. */
const FLAGS = {
  consumer_dispatch: {
    available: "is_available",
    "response.available": "has_response",
    "response.changed": "is_changed",
    changed: "is_changed",
  },
  provider_dispatch: { requests_changed: "is_changed", changed: "is_changed" },
} as const

type View = Readonly<Record<string, unknown>>

/** The values of Python's properties, with our deliberate deviations. Undefined where Python crashes and we define nothing. */
function expectedView(file: keyof typeof FLAGS, name: string, then: unknown): View {
  const outcome: unknown = DEVIATIONS[`${file}/${name}`]?.outcome
  return { ...viewOf(then), ...viewOf(outcome) }
}

function viewOf(value: unknown): View {
  if (typeof value !== "object" || value === null || !("view_before" in value)) return {}
  return { ...Object(value.view_before) }
}

async function flagsOf(given: Given, side: "consumer" | "provider"): Promise<readonly string[]> {
  const seen: string[] = []
  const model = new MiniModel()
  if (side === "consumer") {
    const charm = defineCharm({
      handleKind: "Consumer",
      endpoints: { "lb-provider": requires("loadbalancer", LBProvider) },
    })
    charm.atStart(({ flags }) => void seen.push(...flags.getFlags()))
    model.addApp("own", charm.CharmClass, CONSUMER_ENDPOINTS)
    relate(model, given, { own: "lb-provider", other: "lb-consumers" })
    storeConsumer(model, given)
  } else {
    const followersRead = given.script?.includes("follower-read") ?? false
    const charm = defineCharm({
      handleKind: "Provider",
      endpoints: { "lb-consumers": provides("loadbalancer", LBConsumers, { followersRead }) },
    })
    charm.atStart(({ flags }) => void seen.push(...flags.getFlags()))
    model.addApp("own", charm.CharmClass, PROVIDER_ENDPOINTS)
    relate(model, given, { own: "lb-consumers", other: "lb-provider" })
    storeProvider(model, given)
  }
  await model.hook("own/0", "update-status")
  return seen
}

for (const side of ["consumer", "provider"] as const) {
  const file = `${side}_dispatch` as const
  const endpoint = side === "consumer" ? "lb-provider" : "lb-consumers"
  describe(`the flags that Python's library would set: ${file}`, () => {
    let compared = 0
    test.each(golden(file).map((one) => [one.name, one] as const))("%s", async (name, one) => {
      const view = expectedView(file, name, one.plain("then"))
      // The files were written by their generator; any other shape would fail the comparison.
      const flags = await flagsOf(one.plain("given") as Given, side)
      for (const [flag, property] of Object.entries(FLAGS[file])) {
        if (view[property] === undefined) continue
        compared += 1
        expect(flags.includes(`endpoint.${endpoint}.${flag}`), flag).toBe(view[property])
      }
    })
    test("most of the cases say what to expect", () => expect(compared).toBeGreaterThan(30))
  })
}
