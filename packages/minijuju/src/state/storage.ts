import { createHash } from "node:crypto"
import type { StorageMetadata } from "@charmkit/ops/metadata"
import type { Charm } from "./charm.ts"

/** What an operator asks for in `--storage name=pool,count,size`. */
export interface StorageDirective {
  readonly pool?: string
  readonly count?: number
  /** MiB */
  readonly size?: number
}

/** One storage of a model: a folder or a file instead of a disk. */
export interface StorageState {
  /** `data/0` */
  readonly id: string
  readonly name: string
  readonly kind: StorageMetadata["type"]
  readonly pool: string
  /** MiB */
  readonly size: number
  /** `dying`: removed as soon as it is detached. */
  life: "alive" | "dying"
  attachment: StorageAttachment | undefined
  /** When it was created, attached or detached. */
  since: Date
}

/** A storage on a unit. */
export interface StorageAttachment {
  readonly unit: string
  life: "alive" | "dying"
  /** Whether storage-attached has run. */
  attached: boolean
  /** The path on the unit; empty until the agent has prepared it for storage-attached. */
  location: string
}

/** Returns the storages that a charm declares, by name. */
export function declaredStorages(charm: Charm): ReadonlyMap<string, StorageMetadata> {
  return new Map(Object.entries(charm.spec.details?.storages ?? {}))
}

/** More instances of one storage on a unit are a mistake: each is a folder and a hook. */
export const MAX_STORAGES = 1000

/** Returns how many instances of a storage a unit has. */
export function storageRange({ multiple }: StorageMetadata): { min: number; max: number } {
  if (multiple === undefined) return { min: 1, max: 1 }
  return { min: multiple.min, max: Math.min(multiple.max ?? MAX_STORAGES, MAX_STORAGES) }
}

/** Returns a UUID that belongs to one storage, or to its place on a unit. It needs no memory: a model's storage numbers are used once. */
export function storageUuid({ uuid }: { readonly uuid: string }, ...parts: readonly string[]): string {
  const hash = createHash("sha256")
    .update([uuid, ...parts].join(" "))
    .digest("hex")
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join("-")
}

export function storagesOf(
  { storages }: { readonly storages: ReadonlyMap<string, StorageState> },
  unit: string,
): StorageState[] {
  return [...storages.values()].filter(({ attachment }) => attachment?.unit === unit)
}
