import type { ModelState } from "../state/model-state.ts"
import type { StorageState } from "../state/storage.ts"

/** Returns a storage in the shape of `juju show-storage` (Juju: `cmd/juju/storage/storage.go`). */
export function storageView(state: ModelState, storage: StorageState, time: (date: Date) => string) {
  const { kind, life, attachment, since } = storage
  const unit = state.applications.get(attachment?.unit.split("/")[0] ?? "")?.units.get(attachment?.unit ?? "")
  return {
    kind,
    life,
    status: { current: storageStatus(storage), since: time(since) },
    persistent: true,
    ...(attachment === undefined
      ? {}
      : {
          attachments: {
            units: {
              [attachment.unit]: {
                ...(unit === undefined ? {} : { machine: unit.machine }),
                ...(attachment.location === "" ? {} : { location: attachment.location }),
                life: attachment.life,
              },
            },
          },
        }),
  }
}

export function storageStatus({ attachment }: StorageState): string {
  if (attachment === undefined) return "detached"
  if (attachment.life === "dying") return "detaching"
  return attachment.location === "" ? "pending" : "attached"
}

/** Returns the storages by unit and id; those without a unit are last. */
export function sortedStorages({ storages }: ModelState): StorageState[] {
  const unit = ({ attachment }: StorageState) => attachment?.unit ?? "\uffff"
  return [...storages.values()].sort((a, b) => compareIds(unit(a), unit(b)) || compareIds(a.id, b.id))
}

/** `data/2` before `data/10` */
function compareIds(a: string, b: string): number {
  const [nameA = "", numberA] = a.split("/")
  const [nameB = "", numberB] = b.split("/")
  if (nameA !== nameB) return nameA < nameB ? -1 : 1
  return Number(numberA ?? 0) - Number(numberB ?? 0)
}
