import type { Bundle, BundleApplication } from "../../charm/bundle/bundle.ts"
import type { Charm } from "../../state/charm.ts"
import { MinijujuError } from "../../state/errors.ts"
import { APPLICATION_NAME } from "../../state/names.ts"
import { parseConstraints } from "../constraints.ts"
import { parseOfferUrl } from "../offer-url.ts"
import { parseDirective } from "../storage-directive.ts"
import { relationErrors } from "./verify-relations.ts"

/** Names of applications, which offers and SAAS have, too. */
/**
 * Returns what is wrong with a bundle itself, in Juju's words, before its charms are read: applications, constraints,
 * storage, placements. Source: Juju's `charm/bundledata.go`.
 *
 * @param exists whether there is a file
 */
export function bundleFaults(bundle: Bundle, exists: (path: string) => boolean): string[] {
  if (bundle.applications.size === 0) return ["at least one application must be specified"]
  const saas = [...bundle.saas].flatMap(([name, url]) => saasErrors(name, url, bundle))
  const errors = [...bundle.machines].flatMap(([id, constraints]) => [
    ...(/^(?:0|[1-9]\d*)$/.test(id) ? [] : [`invalid machine id ${JSON.stringify(id)} found in machines`]),
    ...reasons(() => parseConstraints([constraints])).map(
      (reason) =>
        `invalid constraints ${JSON.stringify(constraints)} in machine ${JSON.stringify(id)}: ${reason}`,
    ),
  ])
  for (const [name, application] of bundle.applications)
    errors.push(
      ...applicationErrors(JSON.stringify(name), application, exists),
      ...placementErrors(name, application, bundle),
    )
  const placed = new Set([...bundle.applications.values()].flatMap(({ to }) => to.map(machineOf)))
  const idle = [...bundle.machines.keys()].filter((id) => !placed.has(id))
  return [
    ...saas,
    ...errors,
    ...idle.map((id) => `machine ${JSON.stringify(id)} is not referred to by a placement directive`),
  ]
}

/** Returns what does not fit the charms: endpoints, options, bindings. */
export function charmFaults(bundle: Bundle, charms: ReadonlyMap<string, Charm>): string[] {
  const errors = relationErrors(bundle, charms)
  for (const [name, { options, bindings, charm, to, units }] of bundle.applications) {
    const spec = charms.get(name)?.spec
    if (spec === undefined) continue
    const { endpoints, extraBindings = [], subordinate } = spec.metadata
    if (subordinate && to.length > 0)
      errors.push(`application ${JSON.stringify(name)} is subordinate but specifies unit placement`)
    if (subordinate && units > 0)
      errors.push(`application ${JSON.stringify(name)} is subordinate but has non-zero num_units`)
    for (const option of Object.keys(options))
      if (!Object.hasOwn(spec.config, option))
        errors.push(
          `cannot validate application ${JSON.stringify(name)}: configuration option ${JSON.stringify(option)} not found in charm ${JSON.stringify(charm)}`,
        )
    for (const [endpoint, space] of Object.entries(bindings))
      if (endpoint !== "" && !Object.hasOwn(endpoints, endpoint) && !extraBindings.includes(endpoint))
        errors.push(
          `application ${JSON.stringify(name)} wants to bind endpoint ${JSON.stringify(endpoint)} to space ${JSON.stringify(space)}, but the endpoint is not defined by the charm`,
        )
  }
  return errors
}

function saasErrors(name: string, url: string, { applications }: Bundle): string[] {
  const errors: string[] = []
  if (applications.has(name))
    errors.push(`application ${JSON.stringify(name)} already exists with SAAS ${JSON.stringify(name)} name`)
  if (!APPLICATION_NAME.test(name)) errors.push(`invalid SAAS name ${JSON.stringify(name)} found`)
  if (reasons(() => parseOfferUrl(url)).length > 0)
    errors.push(`invalid offer URL ${JSON.stringify(url)} for SAAS ${name}`)
  return errors
}

function applicationErrors(
  name: string,
  application: BundleApplication,
  exists: (path: string) => boolean,
): string[] {
  const { charm, constraints, storage, expose, exposedEndpoints, offers } = application
  const errors: string[] = []
  if (charm === "") errors.push("empty charm path")
  if (charm.startsWith("/") && !exists(charm))
    errors.push(`charm path in application ${name} does not exist: ${charm}`)
  for (const reason of reasons(() => parseConstraints([constraints])))
    errors.push(`invalid constraints ${JSON.stringify(constraints)} in application ${name}: ${reason}`)
  for (const [key, directive] of Object.entries(storage))
    for (const reason of reasons(() => parseDirective(directive, "constraint")))
      errors.push(`invalid storage ${JSON.stringify(key)} in application ${name}: ${reason}`)
  for (const [offer, { endpoints }] of Object.entries(offers)) {
    if (!APPLICATION_NAME.test(offer))
      errors.push(`invalid offer name ${JSON.stringify(offer)} in application ${name}`)
    for (const endpoint of endpoints.filter((each) => !/^[a-zA-Z][\w-]*$/.test(each)))
      errors.push(
        `invalid endpoint name ${JSON.stringify(endpoint)} for offer ${JSON.stringify(offer)} in application ${name}`,
      )
  }
  if (expose && Object.keys(exposedEndpoints).length > 0)
    errors.push(
      `exposed-endpoints cannot be specified together with "exposed:true" in application ${name} as this poses a security risk when deploying bundles to older controllers`,
    )
  return errors
}

function placementErrors(name: string, { to, units }: BundleApplication, bundle: Bundle): string[] {
  const errors: string[] = []
  if (to.length > units)
    errors.push(`too many units specified in unit placement for application ${JSON.stringify(name)}`)
  for (const text of to) {
    const [, other, unit] = /^(?:[a-z]+:)?([a-z][a-z0-9-]*)(?:\/(\d+))?$/.exec(text) ?? []
    const machine = /^(?:[a-z]+:)?(\d+)$/.exec(text)?.[1]
    const shown = JSON.stringify(text)
    if (other === "new" && unit === undefined) continue
    if (machine !== undefined) {
      if (!bundle.machines.has(machine))
        errors.push(`placement ${shown} refers to a machine not defined in this bundle`)
    } else if (other === undefined) errors.push(`invalid placement syntax ${shown}`)
    else {
      const target = bundle.applications.get(other)
      if (target === undefined)
        errors.push(`placement ${shown} refers to an application not defined in this bundle`)
      else if (unit !== undefined && Number(unit) >= target.units)
        errors.push(
          `placement ${shown} specifies a unit greater than the ${target.units} unit(s) started by the target application`,
        )
    }
  }
  return errors
}

const machineOf = (placement: string): string => placement.split(":").at(-1) ?? placement

function reasons(check: () => unknown): string[] {
  try {
    check()
    return []
  } catch (error) {
    if (error instanceof MinijujuError) return [error.message]
    throw error
  }
}
