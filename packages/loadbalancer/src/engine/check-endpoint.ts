import type { CharmBase } from "@charmkit/ops"
import { LoadBalancerError } from "../interface/errors.ts"

const INTERFACE = "loadbalancer"

/** For each class: the role of its endpoint in the metadata, what such a charm does, and the class for the other side. */
const SIDES = {
  LBProvider: { role: "requires", does: "asks for load balancers", other: "LBConsumers" },
  LoadBalancers: { role: "requires", does: "asks for load balancers", other: "LoadBalancerProvider" },
  LBConsumers: { role: "provides", does: "makes load balancers", other: "LBProvider" },
  LoadBalancerProvider: { role: "provides", does: "makes load balancers", other: "LoadBalancers" },
} as const

/**
 * Checks that the charm's metadata declares an endpoint with the role and the interface that a class needs. Upstream's names are easily
 * confused: the requirer uses `LBProvider`, the provider uses `LBConsumers`. With the wrong class a charm would see no documents and no error.
 *
 * An endpoint that is missing in the metadata is reported by `charm.on.relation`.
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
