import type { CharmBase } from "@charmkit/ops"
import { LoadBalancerError } from "../interface/errors.ts"

const INTERFACE = "loadbalancer"

/** For each class: where its endpoint has to be declared, what such a charm does, and the class for the other side. */
const SIDES = {
  LBProvider: { role: "requires", does: "asks for load balancers", other: "LBConsumers" },
  LoadBalancers: { role: "requires", does: "asks for load balancers", other: "LoadBalancerProvider" },
  LBConsumers: { role: "provides", does: "makes load balancers", other: "LBProvider" },
  LoadBalancerProvider: { role: "provides", does: "makes load balancers", other: "LoadBalancers" },
} as const

/**
 * Checks that the charm's metadata gives an endpoint to the side of the interface that a class is for. `LBProvider` is for charms that ask
 * a provider and `LBConsumers` for those that serve consumers, which is easily mistaken, and the wrong one would silently see nothing.
 *
 * An endpoint that the metadata does not have is reported by `charm.on.relation`.
 * @throws LoadBalancerError `wrong-endpoint`, with what to change
 */
export function checkEndpoint({ meta }: CharmBase, endpoint: string, className: keyof typeof SIDES): void {
  const declared = meta.endpoints[endpoint]
  if (declared === undefined) return
  const { role, interfaceName } = declared
  if (interfaceName !== INTERFACE) {
    throw new LoadBalancerError(
      "wrong-endpoint",
      `${className} cannot use the endpoint ${endpoint}: its interface is ${interfaceName}, not ${INTERFACE}; ` +
        "name another endpoint, or change the interface in charmcraft.yaml",
    )
  }
  const side = SIDES[className]
  if (role === side.role) return
  const otherClass = role === "peers" ? "" : `use ${side.other} for it, or `
  throw new LoadBalancerError(
    "wrong-endpoint",
    `${className} is for a charm that ${side.does}, and the endpoint ${endpoint} is under ${role}: ` +
      `${otherClass}move it to ${side.role} in charmcraft.yaml`,
  )
}
