import type { ModelState } from "../state/model-state.ts"
import type { StorageAttachment, StorageState } from "../state/storage.ts"

type FormatTime = (date: Date) => string

/** Returns a storage in the shape of `juju show-storage` (Juju: `cmd/juju/storage/storage.go`). */
export function storageView(state: ModelState, storage: StorageState, time: FormatTime) {
  const { kind, life, attachment } = storage
  return {
    kind,
    life,
    status: { current: storageStatus(storage), since: time(storage.since) },
    // Juju knows this of disks of a cloud only, of which LXD and machines have none.
    persistent: false,
    ...(attachment === undefined ? {} : { attachments: { units: unitsOf(state, attachment, true) } }),
  }
}

/** What `juju storage` and `juju status` show of storages. */
export interface CombinedStorage {
  /** By id. */
  readonly storage?: Readonly<Record<string, unknown>>
  readonly filesystems?: Readonly<Record<string, unknown>>
  readonly volumes?: Readonly<Record<string, unknown>>
}

/**
 * Returns all storages with their disks, in the shape of `juju status --format json`.
 * @param places whether units are shown with the place of the storage
 */
export function combinedStorage(state: ModelState, time: FormatTime, places = true): CombinedStorage {
  const all = sortedStorages(state)
  const disks = (kind: StorageState["kind"]) =>
    all
      .filter((one) => one.kind === kind)
      .map((one) => [diskNumber(one), diskView(state, one, time, places)] as const)
  const map = (name: keyof CombinedStorage, entries: readonly (readonly [string, unknown])[]) =>
    entries.length === 0 ? {} : { [name]: Object.fromEntries(entries) }
  return {
    ...map(
      "storage",
      all.map((one) => [one.id, storageView(state, one, time)] as const),
    ),
    ...map("filesystems", disks("filesystem")),
    ...map("volumes", disks("block")),
  }
}

/** A file system or volume has the number of its storage. */
export function diskNumber({ id }: StorageState): string {
  return id.split("/")[1] ?? ""
}

/** The disk's name at its provider, as that of the pool rootfs or loop calls it. */
export function providerId(storage: StorageState): string {
  return storage.kind === "block" ? `volume-${diskNumber(storage)}` : diskNumber(storage)
}

/** Returns the machine that a storage has been brought to. */
export function machineOf(state: ModelState, { attachment }: StorageState): string | undefined {
  return attachment === undefined || attachment.location === ""
    ? undefined
    : findUnit(state, attachment.unit)?.machine
}

/** Returns the disk of a storage (Juju: `filesystem.go` and `volume.go`). */
function diskView(state: ModelState, storage: StorageState, time: FormatTime, places: boolean) {
  const { id, kind, attachment, pool, size, life } = storage
  return {
    "provider-id": providerId(storage),
    storage: id,
    ...(attachment === undefined
      ? {}
      : {
          attachments: {
            ...machinesOf(state, storage, attachment),
            units: unitsOf(state, attachment, places),
          },
        }),
    pool,
    size,
    ...(kind === "block" ? { persistent: false } : {}),
    life,
    status: { current: storageStatus(storage), since: time(storage.since) },
  }
}

function machinesOf(state: ModelState, storage: StorageState, { location, life }: StorageAttachment) {
  const machine = machineOf(state, storage)
  if (machine === undefined) return {}
  const place = storage.kind === "block" ? "device-link" : "mount-point"
  return { machines: { [machine]: { [place]: location, "read-only": false, life } } }
}

function unitsOf(state: ModelState, { unit, location, life }: StorageAttachment, places: boolean) {
  const machine = findUnit(state, unit)?.machine
  return {
    [unit]: {
      ...(machine === undefined ? {} : { machine }),
      ...(location === "" || !places ? {} : { location }),
      ...(places ? { life } : {}),
    },
  }
}

function findUnit({ applications }: ModelState, unit: string) {
  return applications.get(unit.split("/")[0] ?? "")?.units.get(unit)
}

export function storageStatus({ attachment }: StorageState): string {
  if (attachment === undefined) return "detached"
  if (attachment.life === "dying") return "detaching"
  return attachment.location === "" ? "pending" : "attached"
}

/** Returns the storages by unit and id; those without a unit are first. */
export function sortedStorages({ storages }: ModelState): StorageState[] {
  const unit = ({ attachment }: StorageState) => attachment?.unit ?? ""
  return [...storages.values()].sort((a, b) => compareTexts(unit(a), unit(b)) || compareIds(a.id, b.id))
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** `data/2` before `data/10` */
function compareIds(a: string, b: string): number {
  const [nameA = "", numberA] = a.split("/")
  const [nameB = "", numberB] = b.split("/")
  return compareTexts(nameA, nameB) || Number(numberA ?? 0) - Number(numberB ?? 0)
}
