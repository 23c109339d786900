import type { StorageMetadata } from "@charmkit/ops/metadata"
import { detached } from "../rules/storage-hook.ts"
import type { ApplicationState } from "../state/application.ts"
import type { Charm } from "../state/charm.ts"
import { MinijujuError } from "../state/errors.ts"
import { jujuRules } from "../state/juju-version.ts"
import { findUnit, getApplication, getUnit, type ModelState } from "../state/model-state.ts"
import {
  declaredStorages,
  type StorageDirective,
  type StorageState,
  storageRange,
  storagesOf,
  storageUuid,
} from "../state/storage.ts"
import {
  type DirectiveWords,
  humanSize,
  type StorageCount,
  type StorageWords,
} from "../state/storage-words.ts"
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
 * @throws MinijujuError `bad-storage` in Juju's words
 */
function completeDirectives(
  charm: Charm,
  given: Directives,
  words: DirectiveWords,
): Map<string, Required<StorageDirective>> {
  const declared = declaredStorages(charm)
  for (const name of given.keys())
    if (!declared.has(name)) refuse(words.undeclared(charm.spec.metadata.name, name))
  return new Map(
    [...declared.values()].map((storage) => [
      storage.name,
      complete(charm, storage, given.get(storage.name), words),
    ]),
  )
}

function complete(
  charm: Charm,
  storage: StorageMetadata,
  given: StorageDirective = {},
  words: DirectiveWords,
): Required<StorageDirective> {
  const charmName = charm.spec.metadata.name
  if (storage.shared) refuse(words.shared(charmName, storage.name))
  const range = storageRange(storage)
  const count = given.count ?? range.min
  if (count < range.min || count > range.max)
    refuse(words.count(charmName, storage.name, { ...range, count, change: count }))
  return { count, ...sizeAndPool(charmName, storage, given, words) }
}

function sizeAndPool(
  charm: string,
  storage: StorageMetadata,
  given: StorageDirective,
  words: DirectiveWords,
): Pick<Required<StorageDirective>, "size" | "pool"> {
  const minimum = parseSize(storage.minimumSize ?? "") ?? 0
  if (given.size !== undefined && given.size < minimum)
    refuse(words.size(charm, storage.name, minimum, given.size))
  const size = given.size || minimum || DEFAULT_SIZE
  const pool = given.pool ?? (storage.type === "block" ? "loop" : "lxd")
  const kinds = Object.hasOwn(POOLS, pool) ? POOLS[pool] : undefined
  if (kinds === undefined) refuse(words.unknownPool(storage.name, pool))
  if (!kinds?.includes(storage.type)) refuse(words.unfitPool(pool, storage.type))
  return { size, pool }
}

/** What each unit of a new application gets; see `completeDirectives`. */
export function storagesAtDeploy(
  state: ModelState,
  application: string,
  charm: Charm,
  given: Readonly<Record<string, StorageDirective>>,
): Map<string, Required<StorageDirective>> {
  return completeDirectives(charm, new Map(Object.entries(given)), wordsOf(state).atDeploy(application))
}

/** Creates a new unit's storages. */
export function addInitialStorages(state: ModelState, { storage }: ApplicationState, unit: UnitState): void {
  for (const [name, directive] of storage) addInstances(state, unit, name, directive)
}

/** Creates further storages of a unit; see {@link addStorage}. */
export function addStorageTo(
  state: ModelState,
  unitName: string,
  name: string,
  given: StorageDirective,
): string[] {
  return addStorage(state, getStorageUnit(state, unitName), name, given)
}

/** Creates further storages of a unit. Returns their ids. */
export function addStorage(
  state: ModelState,
  unit: UnitState,
  name: string,
  given: StorageDirective,
): string[] {
  const words = wordsOf(state).added(unit.name, name)
  const application = getApplication(state, unit.application)
  const { charm } = application
  const charmName = charm.spec.metadata.name
  const declared = declaredStorages(charm).get(name) ?? refuse(words.undeclared(charmName, name))
  if (unit.life !== "alive") refuse(words.notAlive)
  const { count = 1, ...rest } = given
  const total = countAfter(state, unit, declared, count)
  if (isOutside(total)) refuse(words.count(charmName, name, total))
  const { pool = declared.type === "block" ? "loop" : "lxd", size = DEFAULT_SIZE } =
    application.storage.get(name) ?? {}
  const wanted = sizeAndPool(charmName, declared, { pool, size, ...rest }, words)
  return addInstances(state, unit, name, { count, ...wanted })
}

/** Attaches a storage that is on no unit. */
export function attachStorage(state: ModelState, unitName: string, id: string): void {
  const storage = getStorage(state, id)
  const unit = getStorageUnit(state, unitName)
  const words = wordsOf(state).attach(id, unitName)
  if (unit.life !== "alive") refuse(words.unitNotAlive)
  if (storage.life !== "alive") refuse(words.storageNotAlive)
  const { attachment } = storage
  const { charm } = getApplication(state, unit.application)
  const declared = declaredStorages(charm).get(storage.name)
  const total = declared === undefined ? undefined : countAfter(state, unit, declared, 1)
  const isExceeded = total !== undefined && isOutside(total)
  if (attachment?.unit === unitName && words.repeated === undefined) return
  if (attachment?.unit === unitName) refuse(isExceeded ? words.exceeded(total) : (words.repeated ?? ""))
  if (attachment !== undefined) refuse(words.onOther(attachment.unit))
  if (declared === undefined) refuse(words.undeclared(charm.spec.metadata.name))
  if (isExceeded) refuse(words.exceeded(total))
  attach(storage, unitName)
}

/** Detaches a storage from its unit, which runs storage-detaching. The storage stays in the model. */
export function detachStorage(state: ModelState, id: string): void {
  const storage = getStorage(state, id)
  const { attachment } = storage
  if (attachment === undefined || attachment.life === "dying") return
  const unit = getUnit(state, attachment.unit)
  const declared = declaredStorages(getApplication(state, unit.application).charm).get(storage.name)
  const total = declared === undefined ? undefined : countAfter(state, unit, declared, -1)
  if (total !== undefined && isOutside(total)) refuse(wordsOf(state).required(id, unit.name, total))
  beginDetaching(state, storage)
}

/** Removes a storage with its content; one on a unit only with `force`. */
export function removeStorage(state: ModelState, id: string, { force = false } = {}): void {
  const storage = getStorage(state, id)
  if (storage.attachment !== undefined && !force)
    throw new MinijujuError("storage-attached", wordsOf(state).attached(id, storageUuid(state, id)))
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
    [...completeDirectives(charm, new Map(), wordsOf(state).atDeploy(application.name))].filter(
      ([name]) => !application.storage.has(name),
    ),
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
  if (storage === undefined) throw new MinijujuError("not-found", wordsOf(state).unknownStorage(id))
  return storage
}

function getStorageUnit(state: ModelState, name: string): UnitState {
  const unit = findUnit(state, name)
  if (unit === undefined) throw new MinijujuError("not-found", wordsOf(state).unknownUnit(name))
  return unit
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

/** Returns how many instances of a storage a unit has after a change, and may have. */
function countAfter(
  state: ModelState,
  unit: UnitState,
  declared: StorageMetadata,
  change: number,
): StorageCount {
  const remaining = storagesOf(state, unit.name).filter(
    ({ name, attachment }) => name === declared.name && attachment?.life === "alive",
  )
  return { ...storageRange(declared), count: remaining.length + change, change: Math.abs(change) }
}

function isOutside({ min, max, count }: StorageCount): boolean {
  return count < min || count > max
}

function wordsOf(state: ModelState): StorageWords {
  return jujuRules(state).words.storage
}

function refuse(reason: string): never {
  throw new MinijujuError("bad-storage", reason)
}

/** `1.0 GiB`, as in Juju's table of storages. */
export function binarySize(mib: number): string {
  return humanSize(mib, 1024, ["MiB", "GiB", "TiB", "PiB", "EiB"])
}
