import { Model } from "minijuju"
import { expect, test } from "vitest"
import { packed } from "../../../suite/packed.ts"

const REPOSITORY = new URL("../../../", import.meta.url)
const options = { updateStatusIntervalMs: 0, retry: { enabled: false } }

/** The example charms in two models: one of them offers its endpoint, the other one consumes it. */
test.each(["lb-provider", "lb-consumer"])(
  "requests and responses between models: %s is offered",
  {
    timeout: 120_000,
  },
  async (offered) => {
    const [provider, consumer] = await Promise.all(
      ["lb-provider", "lb-consumer"].map((name) => packed(new URL(`examples/${name}/`, REPOSITORY))),
    )
    await using balancers = await Model.start({ ...options, name: "balancers" })
    await using web = await Model.start({ ...options, name: "web" })
    await balancers.deploy(provider ?? "")
    await web.deploy(consumer ?? "")
    if (offered === "lb-provider") {
      balancers.offer("lb-provider", ["lb-consumers"])
      web.integrate("lb-consumer", web.consume(balancers, "lb-provider", "lb"))
    } else {
      web.offer("lb-consumer", ["lb-provider"])
      balancers.integrate("lb-provider", balancers.consume(web, "lb-consumer", "clients"))
    }
    const settled = () => Promise.all([balancers.settle(), web.settle()])
    const messageOf = (model: Model, application: string) =>
      model.status().applications[application]?.units[`${application}/0`]?.["workload-status"].message
    await settled()
    const address = balancers.status().applications["lb-provider"]?.units["lb-provider/0"]?.["public-address"]
    expect(messageOf(balancers, "lb-provider")).toBe("1 request")
    expect(messageOf(web, "lb-consumer")).toBe(`reachable at ${address}`)

    web.config("lb-consumer", { public: false })
    await settled()
    expect(messageOf(web, "lb-consumer")).toMatch(/^public: /)
    web.config("lb-consumer", { "load-balanced": false })
    await settled()
    expect(messageOf(balancers, "lb-provider")).toBe("0 requests")
    web.config("lb-consumer", { public: true, "load-balanced": true })
    await settled()
    expect(messageOf(web, "lb-consumer")).toBe(`reachable at ${address}`)

    const [offering, remaining] = offered === "lb-provider" ? [balancers, web] : [web, balancers]
    offering.removeOffer(offered, { force: true })
    await settled()
    expect(messageOf(balancers, "lb-provider")).toBe("0 requests")
    expect(messageOf(web, "lb-consumer")).toBe("for a load balancer provider")
    expect(remaining.relations(offered === "lb-provider" ? "lb-consumer" : "lb-provider")).toEqual([])
  },
)
