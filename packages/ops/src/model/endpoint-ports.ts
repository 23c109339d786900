import { closeEndpointPort, type EndpointPort, openEndpointPort, openedEndpointPorts } from "../hook-tools.ts"
import { ModelError } from "./errors.ts"
import type { ModelOptions } from "./juju-context.ts"
import type { KnownName } from "./known-name.ts"
import { checkDeclared, unlessRefused } from "./refused.ts"
import type { Unit } from "./unit.ts"

interface WithEndpoints {
  readonly endpoints: object
}

interface AnyEndpoints {
  readonly endpoints: Readonly<Record<string, unknown>>
}

/**
 * Returns the ports of this unit with the endpoints for which they are open. `unit.ports` opens a port for all endpoints.
 * @example endpointPorts(this.unit).open("9090/tcp", ["metrics"])
 * @throws ModelError for another unit
 */
export function endpointPorts<C extends WithEndpoints = AnyEndpoints>(
  unit: Unit & { readonly types?: C },
): EndpointPortsOf<keyof C["endpoints"] & string> {
  return new EndpointPorts(unit.own("change its ports").hook)
}

/** Ports that are open for some endpoints only. Juju applies changes when the hook succeeds. */
export class EndpointPorts {
  readonly #hook: ModelOptions

  /** @internal */
  constructor(hook: ModelOptions) {
    this.#hook = hook
  }

  /** The ports that earlier hooks opened. */
  get opened(): readonly EndpointPort[] {
    return openedEndpointPorts(this.#hook.runner)
  }

  /**
   * Opens a port or range on the networks of some endpoints.
   * @param port `80/tcp`, `8000-8080/udp` or `icmp`
   * @throws ModelError for an endpoint that the charm does not declare, or a port that Juju refuses
   */
  open(port: string, endpoints: readonly string[]): void {
    this.#check(endpoints)
    unlessRefused(
      () => openEndpointPort(this.#hook.runner, port, endpoints),
      `cannot open the port "${port}"`,
    )
  }

  /** Closes a port or range on the networks of some endpoints. @throws ModelError as `open` does */
  close(port: string, endpoints: readonly string[]): void {
    this.#check(endpoints)
    unlessRefused(
      () => closeEndpointPort(this.#hook.runner, port, endpoints),
      `cannot close the port "${port}"`,
    )
  }

  #check(endpoints: readonly string[]): void {
    const declared = Object.keys(this.#hook.spec.metadata.endpoints)
    // Juju would take no endpoint for all of them.
    if (endpoints.length === 0)
      throw new ModelError("name at least one endpoint; unit.ports is for all of them")
    for (const name of endpoints) checkDeclared("endpoint", name, declared)
  }
}

/** {@link EndpointPorts} with the endpoints of one charm. */
export interface EndpointPortsOf<Names extends string> extends EndpointPorts {
  open<Name extends string>(port: string, endpoints: readonly KnownName<Name, Names>[]): void
  close<Name extends string>(port: string, endpoints: readonly KnownName<Name, Names>[]): void
}
