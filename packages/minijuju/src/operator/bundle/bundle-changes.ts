import type { Bundle, BundleApplication } from "../../charm/bundle/bundle.ts"
import {
  type ApplicationState,
  type CharmRelease,
  type ConfigValue,
  newApplication,
} from "../../state/application.ts"
import type { PackedCharm } from "../../state/charm.ts"
import { jujuRules } from "../../state/juju-version.ts"
import { type ModelState, relationsOf } from "../../state/model-state.ts"
import { checkConfig, configValues } from "../config.ts"
import { constraintsText, parseConstraints } from "../constraints.ts"
import type { DeployOptions } from "../deploy.ts"
import { exposedAs } from "../exposure.ts"
import { parseOfferUrl } from "../offer-url.ts"
import { isDeployed } from "../refresh.ts"
import { parseDirective } from "../storage-directive.ts"
import { type PlacedMachine, type PlacedUnit, placeUnits } from "./place-units.ts"

/** The charm of one application of a bundle. */
export interface BundleCharm {
  /** What its archive declares; the archive is the file that was found. */
  readonly charm: PackedCharm
  readonly release: CharmRelease | undefined
  /** Of a local charm that another model has. */
  readonly revision: number | undefined
}

/** What a change does. */
type Act =
  | { readonly kind: "upload" }
  | { readonly kind: "deploy"; readonly charm: BundleCharm; readonly options: DeployOptions }
  | {
      readonly kind: "refresh"
      readonly charm: BundleCharm
      readonly resources: Readonly<Record<string, string>>
    }
  | { readonly kind: "options"; readonly values: Readonly<Record<string, ConfigValue>> }
  | { readonly kind: "constraints"; readonly constraints: string }
  | { readonly kind: "trust" }
  | { readonly kind: "expose"; readonly endpoints: BundleApplication["exposedEndpoints"] }
  | { readonly kind: "relate"; readonly to: string }
  | { readonly kind: "consume"; readonly url: string }
  | { readonly kind: "offer"; readonly name: string; readonly offered: BundleApplication["offers"][string] }
  | { readonly kind: "machine"; readonly machine: string }
  | { readonly kind: "unit"; readonly machine: string; readonly isNew: boolean }

/** One change of a model that a bundle asks for. */
export type BundleChange = Act & {
  /** The application; for a relation, its first end; for a SAAS, its name; empty for a machine. */
  readonly application: string
  /** The lines with which Juju announces it. */
  readonly lines: readonly string[]
}

/**
 * Returns what has to be done for the model to be what the bundle says; nothing is ever removed. Order and words are those of
 * Juju's `core/bundle/changes`. A local charm is an upgrade only if its archive is another one (Juju: always).
 */
export function bundleChanges(
  state: ModelState,
  bundle: Bundle,
  charms: ReadonlyMap<string, BundleCharm>,
): BundleChange[] {
  const names = [...bundle.applications.keys()].sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
  const changes: BundleChange[] = []
  const uploaded = new Set<string>()
  for (const name of names) {
    const spec = bundle.applications.get(name)
    const charm = charms.get(name)
    if (spec === undefined || charm === undefined) continue
    const existing = state.applications.get(name)
    const own = existing === undefined ? deployment(state, name, spec, charm) : updates(existing, spec, charm)
    if (
      own.some(({ kind }) => kind === "deploy" || kind === "refresh") &&
      !uploaded.has(charm.charm.archive)
    ) {
      uploaded.add(charm.charm.archive)
      const line = `upload charm ${shownCharm(spec)}${spec.base === undefined ? "" : ` for base ${fullBase(spec.base)}`}${channelText(" from channel ", spec)}`
      changes.push({ kind: "upload", application: name, lines: [line] })
    }
    changes.push(...own)
  }
  const { machines, units } = placeUnits(state, bundle, names)
  changes.push(...machines.map((machine) => placed(state, machine)))
  for (const [application, url] of [...bundle.saas].sort())
    if (!isConsumedFrom(state, application, url))
      changes.push({
        kind: "consume",
        application,
        url,
        lines: [`consume offer ${application} at ${url}`],
      })
  for (const name of names)
    changes.push(...newOffers(state, name, bundle.applications.get(name)?.offers ?? {}))
  for (const [a = "", b = ""] of bundle.relations)
    if (!isRelated(state, a, b))
      changes.push({ kind: "relate", application: a, to: b, lines: [`add relation ${a} - ${b}`] })
  return [...changes, ...units.map((one) => placed(state, one))]
}

function isConsumedFrom({ remotes, controller }: ModelState, name: string, text: string): boolean {
  const { source, user, model, offer } = parseOfferUrl(text)
  const url = `${source || controller}:${user || "admin"}/${model}.${offer}`
  return remotes.get(name)?.url === url
}

/** Offers that do not exist, or have other endpoints. */
function newOffers(
  { offers }: ModelState,
  application: string,
  wanted: BundleApplication["offers"],
): BundleChange[] {
  return Object.entries(wanted).flatMap(([name, offered]) => {
    const known = offers.get(name)
    const sorted = (names: readonly string[]) => [...names].sort().join()
    if (known?.application === application && sorted(known.endpoints) === sorted(offered.endpoints)) return []
    const verb = known === undefined ? "create" : "update"
    const lines = [
      `${verb} offer ${name} using ${application}:${offered.endpoints.join(",")}`,
      ...Object.entries(offered.acl).map(
        ([user, access]) => `grant user ${user} ${access} access to offer ${name}`,
      ),
    ]
    return [{ kind: "offer", application, name, offered, lines }]
  })
}

function deployment(
  state: ModelState,
  application: string,
  spec: BundleApplication,
  charm: BundleCharm,
): BundleChange[] {
  const { storageDirective } = jujuRules(state).words
  const storage = Object.entries(spec.storage).map(
    ([name, text]) => [name, parseDirective(text, storageDirective)] as const,
  )
  const bindings = Object.entries(spec.bindings).map(([name, space]) =>
    name === "" ? space : `${name}=${space}`,
  )
  const options: DeployOptions = {
    name: application,
    units: 0,
    config: spec.options,
    storage: Object.fromEntries(storage),
    resources: spec.resources,
    trust: spec.trust,
    constraints: [spec.constraints],
    bindings,
    release: charm.release,
    ...(charm.revision === undefined ? {} : { revision: charm.revision }),
  }
  const charmName = charm.release?.name ?? charm.charm.spec.metadata.name
  const using = charmName === application ? "" : ` using ${charmName}`
  const source = charm.release === undefined ? "" : " from charm-hub"
  const base = spec.base === undefined ? "" : ` on ${fullBase(spec.base)}`
  const line = `deploy application ${application}${source}${base}${channelText(" with ", spec)}${using}`
  return [
    { kind: "deploy", application, charm, options, lines: [line] },
    ...exposure(undefined, application, spec),
  ]
}

function updates(existing: ApplicationState, spec: BundleApplication, charm: BundleCharm): BundleChange[] {
  const application = existing.name
  const changes: BundleChange[] = []
  if (!isDeployed(charm.charm.archive, existing)) {
    const line = `upgrade ${application}${charm.release === undefined ? " " : " from charm-hub "}using charm ${shownCharm(spec)}${channelText(" from channel ", spec)}`
    changes.push({ kind: "refresh", application, charm, resources: spec.resources, lines: [line] })
  }
  const values = changedOptions(existing, spec, charm)
  if (Object.keys(values).length > 0) {
    const line = `set application options for ${application}`
    changes.push({ kind: "options", application, values, lines: [line] })
  }
  if (spec.trust && !existing.trusted)
    changes.push({ kind: "trust", application, lines: [`set application options for ${application}`] })
  const { constraints } = spec
  if (constraintsText(parseConstraints([constraints])) !== constraintsText(existing.constraints)) {
    const line = `set constraints for ${application} to ${JSON.stringify(constraints)}`
    changes.push({ kind: "constraints", application, constraints, lines: [line] })
  }
  return [...changes, ...exposure(existing, application, spec)]
}

/** Options whose values differ; those of the new charm, if the application is upgraded. */
function changedOptions(existing: ApplicationState, { options }: BundleApplication, { charm }: BundleCharm) {
  const after = newApplication(existing.name, charm)
  const current = configValues(existing)
  const changed = [...checkConfig(after, options)].filter(([name, value]) => current.get(name) !== value)
  return Object.fromEntries(changed)
}

function exposure(
  existing: ApplicationState | undefined,
  application: string,
  { expose, exposedEndpoints }: BundleApplication,
): BundleChange[] {
  const endpoints = Object.entries(exposedEndpoints)
  if (!expose && endpoints.length === 0) return []
  const wanted = exposedAs(endpoints)
  if (
    existing !== undefined &&
    JSON.stringify([...existing.exposed].sort()) === JSON.stringify([...wanted].sort())
  )
    return []
  const everywhere = "CIDRs 0.0.0.0/0 and ::/0"
  const lines = endpoints.map(([name, { spaces, cidrs }]) => {
    const what = name === "" ? "expose all endpoints" : `override expose settings for endpoint ${name}`
    const from = [listed("space", spaces), listed("CIDR", cidrs)].filter((text) => text !== "").join(" and ")
    return `${what} of ${application} and allow access from ${from || everywhere}`
  })
  if (lines.length === 0)
    lines.push(`expose all endpoints of ${application} and allow access from ${everywhere}`)
  return [{ kind: "expose", application, endpoints: exposedEndpoints, lines }]
}

function placed(state: ModelState, change: PlacedMachine | PlacedUnit): BundleChange {
  const { machine } = change
  if (change.kind === "machine") {
    const { named = machine } = change
    const line = `add new machine ${machine}${named === machine ? "" : ` (bundle machine ${named})`}`
    return { kind: "machine", application: "", machine, lines: [line] }
  }
  const { application, unit, isNew, nextTo } = change
  const why = nextTo === undefined ? "" : ` to satisfy [${nextTo}]`
  const line = `add unit ${unit} to ${state.machines.has(machine) ? "existing" : "new"} machine ${machine}${why}`
  return { kind: "unit", application, machine, isNew, lines: [line] }
}

/** Whether the relation exists; an end without endpoint matches any of its application. */
function isRelated(state: ModelState, a: string, b: string): boolean {
  const [first = ""] = a.split(":")
  return relationsOf(state, first).some(({ endpoints, life }) => {
    const matches = (text: string) => {
      const [application, endpoint] = text.split(":")
      return endpoints.some((end) => end.application === application && (endpoint ?? end.name) === end.name)
    }
    return life === "alive" && endpoints.length === 2 && matches(a) && matches(b)
  })
}

function listed(word: string, items: readonly string[]): string {
  return items.length === 0 ? "" : `${word}${items.length > 1 ? "s" : ""} ${[...items].sort().join(",")}`
}

function shownCharm({ charm }: BundleApplication): string {
  return /^[/.]|:/.test(charm) || charm.endsWith(".charm") ? charm : `${charm} from charm-hub`
}

function channelText(before: string, { channel }: BundleApplication): string {
  return channel === undefined ? "" : `${before}${channel}`
}

function fullBase(base: string): string {
  return base.includes("/") ? base : `${base}/stable`
}
