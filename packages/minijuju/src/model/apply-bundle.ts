import { bundleErrors } from "../charm/bundle/read-bundle.ts"
import type { BundleChange } from "../operator/bundle/bundle-changes.ts"
import { configure, trust } from "../operator/config.ts"
import { parseConstraints } from "../operator/constraints.ts"
import { addApplication } from "../operator/deploy.ts"
import { exposeEach } from "../operator/exposure.ts"
import { integrate } from "../operator/integrate.ts"
import { consume, offer } from "../operator/offers.ts"
import { refreshCharm } from "../operator/refresh.ts"
import { getApplication } from "../state/model-state.ts"
import type { ResourceState } from "../state/resource.ts"
import type { Engine } from "./engine.ts"
import { connect } from "./peers.ts"
import { offering, type PlanOptions, trial } from "./plan-bundle.ts"
import { attachResources } from "./resource-files.ts"

type Contents = ReadonlyMap<string, ResourceState>

/**
 * Makes the changes of a bundle. Files are copied first; then all changes are made in one step, which is saved as a whole.
 * @param peer returns the running model with a name
 * @param addMachine adds a machine, and returns its number
 * @param addUnit adds one unit to an application, on this machine or a new one, and returns the machine
 */
export async function applyBundle(
  engine: Engine,
  changes: readonly BundleChange[],
  peer: NonNullable<PlanOptions["peer"]>,
  addMachine: () => string,
  addUnit: (application: string, machine: string | undefined) => string,
): Promise<void> {
  const files: Record<string, string> = {}
  for (const [i, change] of changes.entries()) {
    if (!hasCharm(change)) continue
    const resources = change.kind === "deploy" ? (change.options.resources ?? {}) : change.resources
    for (const [name, path] of Object.entries(resources)) files[`${i}/${name}`] = path
  }
  // Machines may have got other numbers than expected.
  const machines = new Map<string, string>()
  const apply = (opened: readonly BundleChange[], all: Contents) => {
    // Another command may have changed the model while files were copied.
    const errors = trial(engine.state, opened, peer)
    if (errors.length > 0) throw bundleErrors(errors)
    for (const [i, change] of opened.entries()) {
      const own = [...all].filter(([key]) => key.startsWith(`${i}/`))
      const contents = new Map(own.map(([key, content]) => [key.slice(`${i}/`.length), content]))
      if (change.kind === "machine") machines.set(change.machine, addMachine())
      if (change.kind === "consume") {
        const found = offering(change.url, peer)
        consume(engine.state, found.peer.state, found.offer, change.application)
        connect(engine, found.peer)
      }
      if (change.kind === "unit") {
        const { application, machine, isNew } = change
        machines.set(machine, addUnit(application, isNew ? undefined : (machines.get(machine) ?? machine)))
      }
      applyChange(engine, change, contents)
    }
  }
  await withCopies(engine, changes, (opened) => engine.withResources(files, (all) => apply(opened, all)))
  engine.changed()
}

/** Passes the changes with copies of their charms to `use`; the copies stay until it has ended. */
async function withCopies(
  engine: Engine,
  [change, ...others]: readonly BundleChange[],
  use: (changes: readonly BundleChange[]) => Promise<void>,
): Promise<void> {
  if (change === undefined) return use([])
  const next = (copied: BundleChange) => withCopies(engine, others, (rest) => use([copied, ...rest]))
  if (!hasCharm(change)) return next(change)
  // A file may have changed since the plan: what is deployed is tried again.
  await engine.withArchive(change.charm.charm.archive, (charm) =>
    next({ ...change, charm: { ...change.charm, charm } }),
  )
}

type WithCharm = Extract<BundleChange, { readonly kind: "deploy" | "refresh" }>

function hasCharm(change: BundleChange): change is WithCharm {
  return change.kind === "deploy" || change.kind === "refresh"
}

function applyChange({ state, observer }: Engine, change: BundleChange, contents: Contents): void {
  const { application: name } = change
  if (change.kind === "deploy")
    attachResources(addApplication(state, change.charm.charm, change.options), contents)
  if (change.kind === "offer") offer(state, name, change.offered.endpoints, change.name)
  if (change.kind === "relate") integrate(state, name, change.to, observer)
  if (change.kind === "options") configure(state, name, change.values)
  if (change.kind === "refresh") {
    const application = getApplication(state, name)
    refreshCharm(state, application, change.charm.charm, change.charm.release)
    attachResources(application, contents)
  }
  if (change.kind === "trust") trust(getApplication(state, name), true)
  if (change.kind === "constraints")
    getApplication(state, name).constraints = parseConstraints([change.constraints])
  if (change.kind === "expose") exposeEach(getApplication(state, name), change.endpoints)
}
