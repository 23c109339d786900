import { CharmBase, type CharmClass } from "@charmkit/ops"
import { accept, LBConsumers, LBProvider, LoadBalancerProvider, LoadBalancers } from "loadbalancer-interface"
import { expect, test } from "vitest"
import { MiniModel } from "./support/mini-model.ts"

const MADE = {
  LBProvider: (charm: CharmBase) => new LBProvider(charm, "lb"),
  LoadBalancers: (charm: CharmBase) => new LoadBalancers(charm, "lb", {}),
  LBConsumers: (charm: CharmBase) => new LBConsumers(charm, "lb"),
  LoadBalancerProvider: (charm: CharmBase) =>
    new LoadBalancerProvider(charm, "lb", {
      serve: () => accept({ address: "192.0.2.7" }),
      remove: () => {},
    }),
}

function charmWith(make: (charm: CharmBase) => unknown): CharmClass {
  return class extends CharmBase {
    static override readonly handleKind = "Charm"
    readonly lb = make(this)
  }
}

async function construct(
  make: (charm: CharmBase) => unknown,
  endpoints: Record<string, Record<string, string>>,
) {
  const model = new MiniModel()
  model.addApp("app", charmWith(make), endpoints)
  await model.hook("app/0", "config-changed")
}

test.each([
  ["LBProvider", "provides", "asks for load balancers", "LBConsumers", "requires"],
  ["LoadBalancers", "provides", "asks for load balancers", "LoadBalancerProvider", "requires"],
  ["LBConsumers", "requires", "makes load balancers", "LBProvider", "provides"],
  ["LoadBalancerProvider", "requires", "makes load balancers", "LoadBalancers", "provides"],
] as const)("%s on an endpoint under %s says which class to use", async (name, role, does, other, right) => {
  await expect(construct(MADE[name], { [role]: { lb: "loadbalancer" } })).rejects.toThrow(
    `${name} is for a charm that ${does}, and the endpoint lb is under ${role}: ` +
      `use ${other} for it, or move it to ${right} in charmcraft.yaml`,
  )
  await construct(MADE[name], { [right]: { lb: "loadbalancer" } })
})

test.each(Object.entries(MADE))(
  "%s on an endpoint of another interface names both interfaces",
  async (name, make) => {
    const role = name === "LBProvider" || name === "LoadBalancers" ? "requires" : "provides"
    await expect(construct(make, { [role]: { lb: "http" } })).rejects.toThrow(
      `${name} cannot use the endpoint lb: its interface is http, not loadbalancer`,
    )
  },
)
