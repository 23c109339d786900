import type { Capabilities } from "../interface/capabilities.ts"
import type { HealthCheckFields } from "../interface/health-check.ts"
import type { Protocol } from "../wire.ts"

/** A whole request, as a consumer's author declares it. What is left out has the default of the interface. */
export interface RequestSpec {
  /** What is balanced. */
  readonly protocol: Protocol
  /** Port of the load balancer to port of the backends: `{ 443: 8443 }`; at least one. */
  readonly portMapping: Readonly<Record<number, number>>
  /** Addresses. Left out: those of all units of this application, which the provider follows. */
  readonly backends?: readonly string[] | undefined
  /** In order of preference. */
  readonly algorithm?: readonly string[] | undefined
  /** Whether a client stays with its backend; false if not given. */
  readonly sticky?: boolean | undefined
  /** All of them: what is not in the list is not checked. */
  readonly healthChecks?: readonly HealthCheckSpec[] | undefined
  /** Whether it should be reachable from outside; true if not given. */
  readonly public?: boolean | undefined
  /** False if not given. */
  readonly tlsTermination?: boolean | undefined
  /** PEM */
  readonly tlsCert?: string | null | undefined
  /** PEM. Goes as a Juju secret if the provider can read one; see the option `tlsKeys` of `LoadBalancers`. */
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
 * Says what is wanted now; undefined: nothing. Called whenever that could have changed, so it must be cheap and change nothing.
 * @param can what the provider says that it can do; undefined before it has spoken, and for providers in Python, which never say
 */
export type RequestDeclaration = (can: Capabilities | undefined) => RequestSpec | undefined

/**
 * The compiler lets a function return more fields than its type asks for, so `stiky: true` would be lost without a word. This type
 * maps each field that does not exist to `never`.
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
