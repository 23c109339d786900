import { binarySize } from "../../operator/storage.ts"
import {
  diskNumber,
  machineOf,
  providerId,
  sortedStorages,
  storageStatus,
} from "../../operator/storage-view.ts"
import type { ModelState } from "../../state/model-state.ts"
import type { StorageState } from "../../state/storage.ts"
import { table } from "../output.ts"

/** The table of `juju storage` (Juju: `listformatters.go`). */
export function storageTable(state: ModelState): string {
  return table([
    ["Unit", "Storage ID", "Type", "Pool", "Size", "Status", "Message"],
    ...sortedStorages(state).map((one) => [
      one.attachment?.unit ?? "",
      one.id,
      one.kind,
      one.pool,
      binarySize(one.size),
      storageStatus(one),
    ]),
  ])
}

/** The table of `juju storage --filesystem`, which leaves out those that are on no machine (Juju: `filesystemlistformatters.go`). */
export function filesystemTable(state: ModelState, storages: readonly StorageState[]): string {
  const rows = byMachine(state, storages).filter(([machine]) => machine !== "")
  const hasMachines = rows.length > 0
  return table([
    hasMachines
      ? [
          "Machine",
          "Unit",
          "Storage ID",
          "ID",
          "Volume",
          "Provider ID",
          "Mountpoint",
          "Size",
          "State",
          "Message",
        ]
      : ["Unit", "Storage ID", "ID", "Provider ID", "Mountpoint", "Size", "State", "Message"],
    ...rows.map(([machine, one]) => [
      machine,
      one.attachment?.unit ?? "",
      one.id,
      diskNumber(one),
      "",
      providerId(one),
      one.attachment?.location ?? "",
      binarySize(one.size),
      storageStatus(one),
    ]),
  ])
}

/** The table of `juju storage --volume` (Juju: `volumelistformatters.go`). */
export function volumeTable(state: ModelState, storages: readonly StorageState[]): string {
  const rows = byMachine(state, storages)
  const hasMachines = rows.some(([machine]) => machine !== "")
  const onMachine = (...cells: string[]) => (hasMachines ? cells : [])
  return table([
    [
      ...onMachine("Machine"),
      "Unit",
      "Storage ID",
      "Volume ID",
      "Provider ID",
      ...onMachine("Device"),
      "Size",
      "State",
      "Message",
    ],
    ...rows.map(([machine, one]) => [
      ...onMachine(machine),
      one.attachment?.unit ?? "",
      one.id,
      diskNumber(one),
      providerId(one),
      ...onMachine(""),
      binarySize(one.size),
      storageStatus(one),
    ]),
  ])
}

function byMachine(state: ModelState, storages: readonly StorageState[]): [string, StorageState][] {
  const rows = storages.map((one): [string, StorageState] => [machineOf(state, one) ?? "", one])
  return rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}
