import { existsSync } from "node:fs"
import { isAbsolute, resolve } from "node:path"
import { readDeclaration } from "../charm/archive.ts"
import type { Bundle, BundleApplication } from "../charm/bundle/bundle.ts"
import { bundleErrors, readBundle } from "../charm/bundle/read-bundle.ts"
import { type BundleChange, type BundleCharm, bundleChanges } from "../operator/bundle/bundle-changes.ts"
import { bundleFaults, charmFaults } from "../operator/bundle/verify-bundle.ts"
import { deployWarnings } from "../operator/charm-demands.ts"
import { addApplication } from "../operator/deploy.ts"
import { exposeEach } from "../operator/exposure.ts"
import { integrate } from "../operator/integrate.ts"
import { parseOfferUrl } from "../operator/offer-url.ts"
import { consume, offer } from "../operator/offers.ts"
import { refreshCharm } from "../operator/refresh.ts"
import { type CharmRelease, newApplication } from "../state/application.ts"
import { MinijujuError } from "../state/errors.ts"
import { Observer } from "../state/events.ts"
import type { ModelState } from "../state/model-state.ts"
import { newRelation, Relations } from "../state/relation.ts"
import type { Peer } from "./peers.ts"
import { checkResourceFiles, refuseMissingResources } from "./resource-files.ts"

/** The archive of a charm that a bundle names. */
export interface FoundBundleCharm {
  readonly path: string
  readonly release?: CharmRelease
  /** Of a local charm that keeps its revision. */
  readonly revision?: number
}

/** Options of a bundle's deployment; all have defaults. */
export interface PlanOptions {
  /** Paths of files that change the bundle, in their order: `juju deploy --overlay`. */
  readonly overlays?: readonly string[]
  /** Consents to applications with `trust: true`. */
  readonly trust?: boolean
  /** Finds a charm that is not a path. */
  readonly find?: (application: BundleApplication) => Promise<FoundBundleCharm>
  /** Returns the running model with this name: `saas` of the bundle names offers of other models. */
  readonly peer?: (name: string) => Peer | undefined
}

/** What a bundle would do. */
export interface BundlePlan {
  readonly changes: readonly BundleChange[]
  readonly warnings: readonly string[]
}

/**
 * Reads a bundle, verifies it completely, and returns what it would change in the model. Each change has been tried on a copy, so that a
 * bundle is applied as a whole or not at all; Juju stops in the middle.
 * @throws MinijujuError that lists everything that is wrong
 */
export async function planBundle(
  state: ModelState,
  file: string,
  { overlays = [], trust = false, find = refuseName, peer = () => undefined }: PlanOptions,
): Promise<BundlePlan> {
  const bundle = await readBundle(file, overlays)
  throwAll(bundleFaults(bundle, existsSync))
  refuseTrust(bundle, trust)
  const charms = await readCharms(bundle, find)
  throwAll(charmFaults(bundle, new Map([...charms].map(([name, { charm }]) => [name, charm]))))
  const changes = changesOrErrors(state, bundle, charms)
  throwAll(trial(state, changes, peer))
  const deployed = changes.flatMap((change) =>
    change.kind === "deploy" ? deployWarnings(state, change.charm.charm.spec, change.charm.charm.bases) : [],
  )
  return { changes, warnings: [...bundle.warnings, ...placementWarnings(bundle), ...new Set(deployed)] }
}

function changesOrErrors(
  state: ModelState,
  bundle: Bundle,
  charms: ReadonlyMap<string, BundleCharm>,
): BundleChange[] {
  try {
    return bundleChanges(state, bundle, charms)
  } catch (error) {
    if (error instanceof MinijujuError)
      throw new MinijujuError(error.code, `cannot deploy bundle: ${error.message}`, { cause: error })
    throw error
  }
}

/**
 * Returns the model of an offer.
 * @throws MinijujuError `not-found`
 */
export function offering(
  url: string,
  peer: NonNullable<PlanOptions["peer"]>,
): { readonly peer: Peer; readonly offer: string } {
  const { source, user, model, offer, endpoint } = parseOfferUrl(url)
  if (endpoint !== undefined)
    throw new MinijujuError("bad-argument", `saas offer ${JSON.stringify(url)} shouldn't include endpoint`)
  const found = user === "" || user === "admin" ? peer(model) : undefined
  if (source !== "" && source !== found?.state.controller)
    throw new MinijujuError("not-found", `controller ${source} not found`)
  if (found === undefined)
    throw new MinijujuError("not-found", `model "${user || "admin"}/${model}" not found`)
  return { peer: found, offer }
}

/** Makes the changes in a copy of the model, and returns what failed. */
export function trial(
  state: ModelState,
  changes: readonly BundleChange[],
  peer: NonNullable<PlanOptions["peer"]>,
): string[] {
  const applications = [...state.applications].map(([name, { charm, life }]) => {
    const copy = newApplication(name, charm)
    copy.life = life
    return [name, copy] as const
  })
  // An offer is not changed under the relations that come through links.
  const relations = [...state.relations].map(
    ([id, { endpoints, link }]) =>
      [id, { ...newRelation(id, endpoints), ...(link === undefined ? {} : { link }) }] as const,
  )
  const copy: ModelState = {
    ...state,
    applications: new Map(applications),
    relations: new Relations(relations),
    machines: new Map(state.machines),
    storages: new Map(state.storages),
    charmRevisions: new Map(state.charmRevisions),
    remotes: new Map(state.remotes),
    offers: new Map(state.offers),
  }
  const observer = new Observer()
  const machines = new Set(state.machines.keys())
  return changes.flatMap((change) => {
    const { application } = change
    try {
      if (change.kind === "deploy") {
        checkResourceFiles(change.charm.charm, change.options.resources ?? {})
        addApplication(copy, change.charm.charm, change.options)
      }
      const existing = copy.applications.get(application)
      if (change.kind === "refresh" && existing !== undefined) {
        refuseMissingResources(existing.charm, change.charm.charm, change.resources)
        checkResourceFiles(change.charm.charm, change.resources)
        refreshCharm(copy, existing, change.charm.charm, change.charm.release)
      }
      if (change.kind === "unit" && existing?.life !== "alive")
        throw new MinijujuError(
          "bad-argument",
          `cannot add units to application "${application}": it is being removed`,
        )
      if (change.kind === "consume") {
        const found = offering(change.url, peer)
        consume(copy, found.peer.state, found.offer, application)
      }
      if (change.kind === "offer") {
        offer(copy, application, change.offered.endpoints, change.name)
        refuseOtherUsers(state.name, change.name, change.offered.acl)
      }
      if (change.kind === "machine" || (change.kind === "unit" && change.isNew)) machines.add(change.machine)
      if (change.kind === "unit" && !machines.has(change.machine))
        throw new MinijujuError("not-found", `machine ${change.machine} not found`)
      if (change.kind === "expose" && existing !== undefined) exposeEach(existing, change.endpoints)
      if (change.kind === "relate") integrate(copy, application, change.to, observer)
      return []
    } catch (error) {
      if (!(error instanceof MinijujuError)) throw error
      const what =
        change.kind === "deploy" ? `cannot deploy application ${JSON.stringify(application)}: ` : ""
      return [`${what}${error.message}`]
    }
  })
}

function refuseOtherUsers(model: string, offer: string, acl: Readonly<Record<string, string>>): void {
  for (const [user, access] of Object.entries(acl))
    if (user !== "admin")
      throw new MinijujuError(
        "not-found",
        `cannot grant ${access} access to user ${user} on offer ${model}.${offer}: user "${user}" not found`,
      )
}

async function readCharms(
  bundle: Bundle,
  find: NonNullable<PlanOptions["find"]>,
): Promise<Map<string, BundleCharm>> {
  const charms = new Map<string, BundleCharm>()
  const errors: string[] = []
  for (const [name, application] of bundle.applications) {
    try {
      const path = pathOf(application, bundle)
      const found = path === undefined ? await find(application) : { path }
      const declaration = await readDeclaration(found.path)
      const charm = { kind: "packed", ...declaration, archive: found.path } as const
      charms.set(name, { charm, release: found.release, revision: found.revision })
    } catch (error) {
      if (!(error instanceof MinijujuError)) throw error
      errors.push(`cannot use the charm of application ${JSON.stringify(name)}: ${error.message}`)
    }
  }
  throwAll(errors)
  return charms
}

function pathOf({ charm }: BundleApplication, { dir }: Bundle): string | undefined {
  if (isAbsolute(charm)) return charm
  return charm.endsWith(".charm") ? resolve(dir, charm) : undefined
}

function refuseName({ charm }: BundleApplication): Promise<never> {
  return Promise.reject(
    new MinijujuError("not-emulated", `"${charm}" is not the path of a packed charm: write ./${charm}.charm`),
  )
}

function refuseTrust({ applications }: Bundle, consented: boolean): void {
  const trusted = [...applications].filter(([, { trust }]) => trust).map(([name]) => name)
  if (consented || trusted.length === 0) return
  throw new MinijujuError(
    "bad-argument",
    `Bundle cannot be deployed without trusting applications with your cloud credentials.
Please repeat the deploy command with the --trust argument if you consent to trust the following application(s):
  - ${trusted.sort().join("\n  - ")}`,
  )
}

function placementWarnings({ applications, machines }: Bundle): string[] {
  const places = [...applications].filter(([, { to }]) => to.some((place) => place.includes(":")))
  const demands = [...machines].filter(([, constraints]) => constraints !== "")
  return [
    ...places.map(
      ([name]) => `placement of ${name}: there are no containers, the unit runs on the machine itself`,
    ),
    ...demands.map(([id]) => `constraints of machine ${id} have no effect`),
  ]
}

function throwAll(errors: readonly string[]): void {
  if (errors.length > 0) throw bundleErrors(errors)
}
