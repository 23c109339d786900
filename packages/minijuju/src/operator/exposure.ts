import type { CharmSpec } from "@charmkit/ops/metadata"
import type { ApplicationState, ExposedEndpoint } from "../state/application.ts"
import { MinijujuError } from "../state/errors.ts"
import { jujuRules } from "../state/juju-version.ts"
import type { ModelState } from "../state/model-state.ts"
import { JUJU_INFO } from "../state/relation.ts"

/** All addresses: what `juju expose` without options allows. */
const ALL_NETWORKS: readonly string[] = ["0.0.0.0/0", "::/0"]

/** The only space: all endpoints share one network. */
export const SPACE = "alpha"

/** Records that endpoints are exposed; none: all. Nothing is closed on this machine, so nothing has to be opened. */
export function expose(
  application: ApplicationState,
  endpoints: readonly string[],
  to: ExposedEndpoint,
): void {
  refuseUnknownEndpoints(application, endpoints)
  for (const space of to.spaces) refuseUnknownSpace(space)
  const names = endpoints.length === 0 ? [""] : endpoints
  for (const [name, opened] of exposedAs(names.map((name) => [name, to])))
    application.exposed.set(name, opened)
}

/** Exposes each endpoint as it says, with the empty name for the others; none: all, to all networks. */
export function exposeEach(
  application: ApplicationState,
  endpoints: Readonly<Record<string, ExposedEndpoint>>,
): void {
  const each = Object.entries(endpoints)
  if (each.length === 0) expose(application, [], { spaces: [], cidrs: [] })
  for (const [endpoint, to] of each) expose(application, endpoint === "" ? [] : [endpoint], to)
}

/** What is stored for endpoints that are exposed; none: all, to all networks. */
export function exposedAs(
  endpoints: readonly (readonly [name: string, to: ExposedEndpoint])[],
): Map<string, ExposedEndpoint> {
  const all = { spaces: [], cidrs: ALL_NETWORKS }
  if (endpoints.length === 0) return new Map([["", all]])
  return new Map(endpoints.map(([name, to]) => [name, to.spaces.length + to.cidrs.length === 0 ? all : to]))
}

/** Whether `juju expose` without options leads to this. */
export function isExposedToAll({ exposed }: ApplicationState): boolean {
  const all = exposed.get("")
  return exposed.size === 1 && all?.spaces.length === 0 && all.cidrs.join() === ALL_NETWORKS.join()
}

/** Records that endpoints are not exposed any more; none: no endpoint is. */
export function unexpose(application: ApplicationState, endpoints: readonly string[]): void {
  refuseUnknownEndpoints(application, endpoints)
  if (endpoints.length === 0) application.exposed.clear()
  for (const name of endpoints) application.exposed.delete(name)
}

/** `exposed-endpoints` of `juju status` and `show-application`; undefined if nothing is exposed. */
export function exposedView({ exposed }: ApplicationState) {
  if (exposed.size === 0) return undefined
  const view = ({ spaces, cidrs }: ExposedEndpoint) => ({
    ...(spaces.length === 0 ? {} : { "expose-to-spaces": spaces }),
    ...(cidrs.length === 0 ? {} : { "expose-to-cidrs": cidrs }),
  })
  return Object.fromEntries([...exposed].map(([name, to]) => [name, view(to)]))
}

/** Every endpoint is bound to the only space; the empty name is the default. */
export function endpointBindings(state: ModelState, { charm }: ApplicationState): Record<string, string> {
  return Object.fromEntries(["", ...boundNames(state, charm.spec)].map((name) => [name, SPACE]))
}

/** Returns what a charm's applications bind to spaces, sorted. */
export function boundNames(state: ModelState, { metadata }: Pick<CharmSpec, "metadata">): string[] {
  const implicit = jujuRules(state).bindsImplicitEndpoint ? [JUJU_INFO.name] : []
  return [...implicit, ...Object.keys(metadata.endpoints), ...(metadata.extraBindings ?? [])].sort()
}

/** Returns what an upgrade says about bindings (Juju: `mergeBindings` in `cmd/juju/application/binding.go`). */
export function bindingChanges(before: readonly string[], after: readonly string[]): string[] {
  const [kept, added] = [true, false].map((isOld) => after.filter((name) => before.includes(name) === isOld))
  const plural = kept?.length === 1 ? "" : "s"
  return [
    ...(added ?? []).map((name) => `adding endpoint "${name}" to default space "${SPACE}"`),
    ...(kept?.length ? [`no change to endpoint${plural} in space "${SPACE}": ${kept.join(", ")}`] : []),
  ]
}

/** Checks bindings: `alpha`, or `endpoint=alpha`. */
export function checkBindings(application: ApplicationState, items: readonly string[]): void {
  for (const item of items) {
    const [name = "", space] = item.includes("=") ? item.split("=", 2) : ["", item]
    refuseUnknownSpace(space ?? "")
    if (name !== "") refuseUnknownEndpoints(application, [name])
  }
}

function refuseUnknownSpace(space: string): void {
  if (space !== SPACE) throw new MinijujuError("not-found", `space ${JSON.stringify(space)} not found`)
}

function refuseUnknownEndpoints({ charm }: ApplicationState, names: readonly string[]): void {
  const { endpoints, extraBindings = [] } = charm.spec.metadata
  const isKnown = (name: string) => Object.hasOwn(endpoints, name) || extraBindings.includes(name)
  const unknown = names.find((name) => !isKnown(name))
  if (unknown !== undefined)
    throw new MinijujuError("not-found", `endpoint ${JSON.stringify(unknown)} not found`)
}
