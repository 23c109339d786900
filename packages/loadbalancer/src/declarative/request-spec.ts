import type { Capabilities } from "../interface/capabilities.ts"
import type { HealthCheckFields } from "../interface/health-check.ts"
import type { Protocol } from "../wire.ts"

/** A whole request, as a requirer's charm declares it. Omitted fields have the default of the interface. */
export interface RequestSpec {
  /** The protocol of the traffic. */
  readonly protocol: Protocol
  /** Port of the load balancer to port of the backends: `{ 443: 8443 }`; at least one. */
  readonly portMapping: Readonly<Record<number, number>>
  /** Addresses. By default those of all units of this application, which the provider follows. */
  readonly backends?: readonly string[] | undefined
  /** Names of algorithms, in order of preference. */
  readonly algorithm?: readonly string[] | undefined
  /** Whether a client stays with its backend; false by default. */
  readonly sticky?: boolean | undefined
  /** The complete list of health checks. */
  readonly healthChecks?: readonly HealthCheckSpec[] | undefined
  /** Whether the load balancer is reachable from outside; true by default. */
  readonly public?: boolean | undefined
  /** Whether the load balancer terminates TLS; false by default. */
  readonly tlsTermination?: boolean | undefined
  /** PEM */
  readonly tlsCert?: string | null | undefined
  /** PEM. Sent in a Juju secret if the provider can read one; see the option `tlsKeys` of `LoadBalancers`. */
  readonly tlsKey?: string | null | undefined
  readonly ingressAddress?: string | null | undefined
}

/** The fields of `HealthCheck`; those with a default may be undefined. */
export type HealthCheckSpec = {
  readonly [Field in keyof HealthCheckFields]: undefined extends HealthCheckFields[Field]
    ? HealthCheckFields[Field] | undefined
    : HealthCheckFields[Field]
}

/**
 * Returns the request that the charm needs now, or undefined for none. It is called whenever the result could have changed, so it must be
 * cheap and without side effects.
 * @param can the provider's capabilities; undefined before the version is agreed, and for providers in Python, which never write any
 */
export type RequestDeclaration = (can: Capabilities | undefined) => RequestSpec | undefined

/**
 * The compiler lets a function return more fields than its return type has, so `stiky: true` would be ignored silently. This type maps each
 * unknown field to `never`.
 */
export type ExactDeclarations<Declared> = {
  readonly [Name in keyof Declared]: Declared[Name] extends (can: never) => infer Given
    ? (can: Capabilities | undefined) => ExactSpec<Given>
    : never
}

type ExactSpec<Given> = Given extends { readonly healthChecks: readonly (infer Check)[] }
  ? Exact<Given, RequestSpec> & { readonly healthChecks: readonly Exact<Check, HealthCheckSpec>[] }
  : Exact<Given, RequestSpec>

type Exact<Given, Allowed> = Given extends object
  ? { readonly [Field in keyof Given]: Field extends keyof Allowed ? Given[Field] : never }
  : Given
