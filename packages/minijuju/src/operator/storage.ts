import type { StorageMetadata } from "@charmkit/ops/metadata"
import { detached } from "../rules/storage-hook.ts"
import type { ApplicationState } from "../state/application.ts"
import type { Charm } from "../state/charm.ts"
import { MinijujuError } from "../state/errors.ts"
import { getApplication, getUnit, type ModelState } from "../state/model-state.ts"
import {
  declaredStorages,
  type StorageDirective,
  type StorageState,
  storageRange,
  storagesOf,
} from "../state/storage.ts"
import type { UnitState } from "../state/unit.ts"
import { parseSize } from "./storage-directive.ts"

type Directives = ReadonlyMap<string, StorageDirective>

/** Pools of a Juju on LXD, with the kinds of storage that they provide. All are folders and files here. */
const POOLS: Readonly<Record<string, readonly StorageMetadata["type"][]>> = {
  lxd: ["filesystem"],
  loop: ["filesystem", "block"],
  rootfs: ["filesystem"],
  tmpfs: ["filesystem"],
}

const DEFAULT_SIZE = 1024

/**
 * Returns what each unit gets of each storage that the charm declares, with defaults for what is not given.
 * @throws MinijujuError `bad-storage` in Juju's words (Juju: `state/storage.go`)
 */
function completeDirectives(charm: Charm, given: Directives): Map<string, Required<StorageDirective>> {
  const declared = declaredStorages(charm)
  for (const name of given.keys())
    if (!declared.has(name)) refuse(`charm "${charm.spec.metadata.name}" has no store called "${name}"`)
  return new Map(
    [...declared.values()].map((storage) => [
      storage.name,
      complete(charm, storage, given.get(storage.name)),
    ]),
  )
}

function complete(charm: Charm, storage: StorageMetadata, given: StorageDirective = {}) {
  const where = `charm "${charm.spec.metadata.name}" store "${storage.name}"`
  if (storage.shared) refuse(`${where}: shared storage support not implemented`)
  const { min, max } = storageRange(storage)
  const count = given.count ?? min
  if (min === 1 && max === 1 && count !== 1) refuse(`${where}: storage is singular, ${count} specified`)
  if (count < min) refuse(`${where}: ${min} instances required, ${count} specified`)
  if (count > max) refuse(`${where}: at most ${max} instances supported, ${count} specified`)
  return { count, ...sizeAndPool(storage, given, where) }
}

function sizeAndPool(storage: StorageMetadata, given: StorageDirective, where: string) {
  const minimum = parseSize(storage.minimumSize ?? "") ?? 0
  const size = given.size ?? (minimum > 0 ? minimum : DEFAULT_SIZE)
  if (size < minimum)
    refuse(`${where}: minimum storage size is ${decimalSize(minimum)}, ${decimalSize(size)} specified`)
  const pool = given.pool ?? (storage.type === "block" ? "loop" : "lxd")
  const kinds = Object.hasOwn(POOLS, pool) ? POOLS[pool] : undefined
  if (kinds === undefined) refuse(`pool "${pool}" not found`)
  if (!kinds?.includes(storage.type)) refuse(`"${pool}" provider does not support "${storage.type}" storage`)
  return { size, pool }
}

/** What each unit of a new application gets; see `completeDirectives`. */
export function storagesAtDeploy(
  application: string,
  charm: Charm,
  given: Readonly<Record<string, StorageDirective>>,
): Map<string, Required<StorageDirective>> {
  try {
    return completeDirectives(charm, new Map(Object.entries(given)))
  } catch (error) {
    if (!(error instanceof MinijujuError)) throw error
    throw new MinijujuError(error.code, `cannot add application "${application}": ${error.message}`)
  }
}

/** Creates a new unit's storages. */
export function addInitialStorages(state: ModelState, { storage }: ApplicationState, unit: UnitState): void {
  for (const [name, directive] of storage) addInstances(state, unit, name, directive)
}

/** Creates further storages of a unit. Returns their ids. */
export function addStorage(
  state: ModelState,
  unit: UnitState,
  name: string,
  given: StorageDirective,
): string[] {
  const obstacle = (reason: string): never => refuse(`adding "${name}" storage to ${unit.name}: ${reason}`)
  const application = getApplication(state, unit.application)
  const { charm } = application
  const declared = declaredStorages(charm).get(name)
  if (declared === undefined) return obstacle(`charm storage "${name}" not found`)
  if (unit.life !== "alive") obstacle("unit is not alive")
  const { count = 1, ...rest } = given
  const reason = countObstacle(state, unit, declared, count)
  if (reason !== undefined) obstacle(reason)
  const where = `adding "${name}" storage to ${unit.name}: charm "${charm.spec.metadata.name}" store "${name}"`
  const { pool = declared.type === "block" ? "loop" : "lxd", size = DEFAULT_SIZE } =
    application.storage.get(name) ?? {}
  return addInstances(state, unit, name, { count, ...sizeAndPool(declared, { pool, size, ...rest }, where) })
}

/** Attaches a storage that is on no unit. */
export function attachStorage(state: ModelState, unitName: string, id: string): void {
  const storage = getStorage(state, id)
  const fail = (reason: string): never => refuse(`cannot attach storage ${id} to unit ${unitName}: ${reason}`)
  const unit = getUnit(state, unitName)
  if (unit.life !== "alive") fail("unit not alive")
  if (storage.life !== "alive") fail("storage not alive")
  const { attachment } = storage
  if (attachment?.unit === unitName) return
  if (attachment !== undefined)
    fail(`cannot attach storage owned by unit ${attachment.unit} to unit ${unitName}`)
  const { charm } = getApplication(state, unit.application)
  const declared = declaredStorages(charm).get(storage.name)
  const reason =
    declared === undefined
      ? `charm ${charm.spec.metadata.name} has no storage called ${storage.name}`
      : countObstacle(state, unit, declared, 1)
  if (reason !== undefined) fail(reason)
  attach(storage, unitName)
}

/** Detaches a storage from its unit, which runs storage-detaching. The storage stays in the model. */
export function detachStorage(state: ModelState, id: string): void {
  const storage = getStorage(state, id)
  const { attachment } = storage
  if (attachment === undefined || attachment.life === "dying") return
  const unit = getUnit(state, attachment.unit)
  const declared = declaredStorages(getApplication(state, unit.application).charm).get(storage.name)
  const reason = declared === undefined ? undefined : countObstacle(state, unit, declared, -1)
  if (reason !== undefined) refuse(`cannot destroy storage attachment ${id}:${unit.name}: ${reason}`)
  beginDetaching(state, storage)
}

/** Removes a storage with its content; one on a unit only with `force`. */
export function removeStorage(state: ModelState, id: string, { force = false } = {}): void {
  const storage = getStorage(state, id)
  if (storage.attachment !== undefined && !force)
    throw new MinijujuError("storage-attached", `cannot destroy storage "${id}": storage is attached`)
  storage.life = "dying"
  if (storage.attachment === undefined) state.storages.delete(id)
  else beginDetaching(state, storage)
}

/** Checks a new charm's storages, and gives units what it requires in addition. */
export function upgradeStorages(state: ModelState, application: ApplicationState, charm: Charm): () => void {
  const declared = declaredStorages(charm)
  const units = [...application.units.values()]
  const used = units.flatMap(({ name }) => storagesOf(state, name)).find(({ name }) => !declared.has(name))
  if (used !== undefined)
    refuse(
      `cannot upgrade application "${application.name}" to charm "${charm.spec.metadata.name}": in-use storage "${used.name}" removed`,
    )
  const added = new Map(
    [...completeDirectives(charm, new Map())].filter(([name]) => !application.storage.has(name)),
  )
  return () => {
    for (const name of application.storage.keys()) if (!declared.has(name)) application.storage.delete(name)
    for (const [name, directive] of added) {
      application.storage.set(name, directive)
      for (const unit of units) if (unit.life === "alive") addInstances(state, unit, name, directive)
    }
  }
}

function getStorage(state: ModelState, id: string): StorageState {
  const storage = state.storages.get(id)
  if (storage === undefined) throw new MinijujuError("not-found", `storage instance "${id}" not found`)
  return storage
}

function addInstances(
  state: ModelState,
  unit: UnitState,
  name: string,
  { count, pool, size }: Required<StorageDirective>,
): string[] {
  const { charm } = getApplication(state, unit.application)
  const kind = declaredStorages(charm).get(name)?.type ?? "filesystem"
  return Array.from({ length: count }, () => {
    const id = `${name}/${state.nextStorage++}`
    const storage: StorageState = {
      id,
      name,
      kind,
      pool,
      size,
      life: "alive",
      attachment: undefined,
      since: new Date(),
    }
    attach(storage, unit.name)
    state.storages.set(id, storage)
    return id
  })
}

function attach(storage: StorageState, unit: string): void {
  storage.attachment = { unit, life: "alive", attached: false, location: "" }
  storage.since = new Date()
}

/** A storage that its unit has not seen yet is detached at once. */
function beginDetaching(state: ModelState, storage: StorageState): void {
  if (storage.attachment === undefined) return
  const { attached, location } = storage.attachment
  if (!attached && location === "") detached(state, storage)
  else storage.attachment.life = "dying"
}

/** Returns why a unit cannot have `change` more instances of a storage. */
function countObstacle(
  state: ModelState,
  unit: UnitState,
  declared: StorageMetadata,
  change: number,
): string | undefined {
  const { min, max } = storageRange(declared)
  const remaining = storagesOf(state, unit.name).filter(
    ({ name, attachment }) => name === declared.name && attachment?.life === "alive",
  )
  const count = remaining.length + change
  const action = change < 0 ? "detach" : "attach"
  if (min === 1 && max === 1 && count !== 1) return `cannot ${action}, storage is singular`
  const number = Math.abs(change)
  const brings = `${action}ing ${number} storage instance${number === 1 ? "" : "s"} brings the total to ${count}`
  if (count < min) return `${brings}, which is less than the minimum of ${min}`
  return count > max ? `${brings}, exceeding the maximum of ${max}` : undefined
}

function refuse(reason: string): never {
  throw new MinijujuError("bad-storage", reason)
}

/** Juju takes a MiB for a million bytes in this error: `1.0 GB`. */
function decimalSize(mib: number): string {
  return humanSize(mib, 1000, ["MB", "GB", "TB", "PB", "EB"])
}

/** `1.0 GiB`, as in Juju's table of storages. */
export function binarySize(mib: number): string {
  return humanSize(mib, 1024, ["MiB", "GiB", "TiB", "PiB", "EiB"])
}

function humanSize(mib: number, base: number, units: readonly string[]): string {
  let value = mib
  let unit = 0
  for (; value >= base && unit < units.length - 1; unit++) value /= base
  const rounded = Math.floor(value * 10 + 0.5) / 10
  return `${rounded < 10 ? rounded.toFixed(1) : rounded.toFixed(0)} ${units[unit]}`
}
