import { unknownFields } from "../wire/check.ts"
import { authorField } from "../wire/issue.ts"
import {
  assertRequest,
  DEFAULT_INTERVAL,
  DEFAULT_RETRIES,
  type Issue,
  type UncheckedRequest,
  ValidationError,
  type WireRequest,
} from "../wire.ts"
import type { HealthCheckSpec, RequestSpec } from "./request-spec.ts"

export type CheckedSpec =
  | { readonly ok: true; readonly wire: WireRequest }
  | { readonly ok: false; readonly issues: readonly Issue[] }

/** The name and id of a request, with the rules for its name. */
export interface RequestIdentity {
  readonly name: string
  readonly id: string
  /** Whether the name is checked. A request that is sent already keeps its name, even if another library allowed it by other rules. */
  readonly nameChecked: boolean
}

/**
 * Returns the document of a declared request without its `sent_hash`, or all issues. The types of the declaration are not sufficient:
 * numbers can come from configuration options (NaN), fields from spread objects.
 */
export function checkSpec(spec: RequestSpec, { name, id, nameChecked }: RequestIdentity): CheckedSpec {
  const given: unknown = spec
  if (!isObject(given)) return { ok: false, issues: [{ path: [], message: "Is not an object of fields." }] }
  const unknown = unknownSpecFields(given)
  const draft = draftOf(spec, name, id)
  try {
    assertRequest(draft, nameChecked ? ["id"] : ["id", "name"])
    return unknown.length === 0 ? { ok: true, wire: draft } : { ok: false, issues: unknown }
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    const issues = error.issues.map(({ path: [field = "", ...rest], message }) => ({
      path: [authorField(field), ...rest],
      message,
    }))
    return { ok: false, issues: [...unknown, ...issues] }
  }
}

function draftOf(spec: RequestSpec, name: string, id: string): UncheckedRequest {
  const checks: unknown = spec.healthChecks ?? []
  return {
    id,
    name,
    protocol: spec.protocol,
    backends: spec.backends ?? [],
    port_mapping: spec.portMapping,
    algorithm: spec.algorithm ?? [],
    sticky: spec.sticky ?? false,
    health_checks: Array.isArray(checks) ? checks.map(withDefaults) : checks,
    public: spec.public ?? true,
    tls_termination: spec.tlsTermination ?? false,
    tls_cert: spec.tlsCert ?? null,
    tls_key: spec.tlsKey ?? null,
    ingress_address: spec.ingressAddress ?? null,
    sent_hash: null,
  }
}

function withDefaults(check: unknown): unknown {
  if (!isObject(check)) return check
  const { protocol, port, path, interval, retries } = check
  return {
    protocol,
    port,
    path: path ?? null,
    interval: interval ?? DEFAULT_INTERVAL,
    retries: retries ?? DEFAULT_RETRIES,
  }
}

const SPEC_FIELDS: { readonly [Field in keyof Required<RequestSpec>]: true } = {
  protocol: true,
  portMapping: true,
  backends: true,
  algorithm: true,
  sticky: true,
  healthChecks: true,
  public: true,
  tlsTermination: true,
  tlsCert: true,
  tlsKey: true,
  ingressAddress: true,
}

const CHECK_FIELDS: { readonly [Field in keyof Required<HealthCheckSpec>]: true } = {
  protocol: true,
  port: true,
  path: true,
  interval: true,
  retries: true,
}

function unknownSpecFields(given: Readonly<Record<string, unknown>>): readonly Issue[] {
  const { healthChecks } = given
  const checks: readonly unknown[] = Array.isArray(healthChecks) ? healthChecks : []
  return [
    ...unknownFields(given, SPEC_FIELDS),
    ...checks.flatMap((check, index) =>
      isObject(check) ? unknownFields(check, CHECK_FIELDS, ["healthChecks", String(index)]) : [],
    ),
  ]
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
